package projections

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"domainflow/domain/campaign"
)

const storedCampaign = `number, id, campaign_type, name, description, owner_id, pipeline_id, source_id, version, status,
	created_at, updated_at, started_at, paused_at, ended_at, last_activity_at, params, range, total, counts,
	completion_reason, error_code, error_message`

// writeCampaigns reads the campaigns that the events are about, with sources
// and followers, moves them in memory, and writes back what has changed.
func writeCampaigns(ctx context.Context, c *change) error {
	set, err := loadCampaigns(ctx, c)
	if err != nil {
		return fmt.Errorf("load campaigns: %w", err)
	}
	for _, e := range c.events {
		if e.Event != nil && e.Ref.Category == campaign.Category {
			set.apply(e)
		}
	}
	c.campaigns = set
	return storeCampaigns(ctx, c)
}

func loadCampaigns(ctx context.Context, c *change) (campaignSet, error) {
	set := campaignSet{}
	ids := campaignIDs(c.events)
	if len(ids) == 0 {
		return set, nil
	}
	sql := `SELECT ` + storedCampaign + ` FROM read.campaigns WHERE id = ANY($1) OR source_id <> '' AND source_id = ANY($1)`
	rows, err := c.tx.Query(ctx, qualify(sql, c.schema), cleanArgs([]any{ids})...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		row, err := scanCampaign(rows)
		if err != nil {
			return nil, err
		}
		set[row.ID] = row
	}
	return set, rows.Err()
}

// campaignIDs are the campaigns of the events and the sources of new ones.
func campaignIDs(events []decoded) []string {
	seen := map[string]bool{}
	var ids []string
	add := func(id string) {
		if id != "" && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for _, e := range events {
		if e.Event == nil || e.Ref.Category != campaign.Category {
			continue
		}
		add(e.Ref.ID)
		if created, ok := e.Event.(campaign.Created); ok {
			add(created.SourceCampaignID)
		}
	}
	return ids
}

func scanCampaign(rows pgx.Rows) (*campaignRow, error) {
	var c campaignRow
	return &c, rows.Scan(c.columns()...)
}

// columns are where storedCampaign is read to.
func (c *campaignRow) columns() []any {
	return []any{
		&c.Number, &c.ID, &c.Type, &c.Name, &c.Description, &c.OwnerID, &c.PipelineID, &c.SourceID, &c.Version, &c.Status,
		&c.CreatedAt, &c.UpdatedAt, &c.StartedAt, &c.PausedAt, &c.EndedAt, &c.LastActivityAt, &c.Params, &c.Range, &c.Total,
		&c.Counts, &c.Reason, &c.ErrorCode, &c.ErrorMessage,
	}
}

func storeCampaigns(ctx context.Context, c *change) error {
	var batch pgx.Batch
	for _, row := range c.campaigns {
		if row.deleted {
			batch.Queue(qualify("DELETE FROM read.campaigns WHERE number = $1", c.schema), row.Number)
			batch.Queue(qualify("INSERT INTO read.deletions (campaign) VALUES ($1)", c.schema), row.Number)
			continue
		}
		if !row.changed {
			continue
		}
		sql, args, err := row.statement()
		if err != nil {
			return err
		}
		batch.Queue(qualify(sql, c.schema), cleanArgs(args)...)
	}
	if batch.Len() == 0 {
		return nil
	}
	return c.tx.SendBatch(ctx, &batch).Close()
}

// statement writes a new row whole, and of an old one what may have changed:
// all but the facts of the created event that stay for ever.
func (c *campaignRow) statement() (sql string, args []any, err error) {
	counts, err := jsonText(c.Counts)
	if err != nil {
		return "", nil, err
	}
	var reserved []byte
	if c.Range != nil {
		if reserved, err = jsonText(c.Range); err != nil {
			return "", nil, err
		}
	}
	args = []any{
		c.Number, c.Version, string(c.Status), c.UpdatedAt, c.StartedAt, c.PausedAt, c.EndedAt, c.LastActivityAt, reserved,
		c.Total, counts, string(c.Reason), c.ErrorCode, c.ErrorMessage, c.Name, c.Description,
	}
	if !c.created {
		return `UPDATE read.campaigns SET version = $2, status = $3, updated_at = $4, started_at = $5, paused_at = $6,
			ended_at = $7, last_activity_at = $8, range = $9, total = $10, counts = $11, completion_reason = $12,
			error_code = $13, error_message = $14, name = $15, description = $16
			WHERE number = $1`, args, nil
	}
	params, err := jsonText(c.Params)
	args = append(args, c.ID, string(c.Type), c.OwnerID, c.PipelineID, c.SourceID, c.CreatedAt, params)
	return `INSERT INTO read.campaigns (number, version, status, updated_at, started_at, paused_at, ended_at,
		last_activity_at, range, total, counts, completion_reason, error_code, error_message, name, description,
		id, campaign_type, owner_id, pipeline_id, source_id, created_at, params)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23)`, args, err
}
