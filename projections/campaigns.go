package projections

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"domainflow/domain/campaign"
)

// Campaign is one campaign as answers show it.
type Campaign struct {
	ID               string        `json:"id"`
	Name             string        `json:"name"`
	Description      string        `json:"description,omitempty"`
	CampaignType     campaign.Type `json:"campaignType"`
	OwnerID          string        `json:"ownerId"`
	Version          uint64        `json:"version"`
	PipelineID       string        `json:"pipelineId,omitempty"`
	SourceCampaignID string        `json:"sourceCampaignId,omitempty"`
	CreatedAt        Time          `json:"createdAt"`
	UpdatedAt        Time          `json:"updatedAt"`
	StartedAt        *Time         `json:"startedAt,omitempty"`
	PausedAt         *Time         `json:"pausedAt,omitempty"`
	EndedAt          *Time         `json:"endedAt,omitempty"`
	LastActivityAt   *Time         `json:"lastActivityAt,omitempty"`
	// Params are those of its type: campaign.GenerationParams, ListParams,
	// DNSParams or HTTPParams.
	Params           any                       `json:"params"`
	Range            *campaign.Range           `json:"range,omitempty"`
	CompletionReason campaign.CompletionReason `json:"completionReason,omitempty"`
	ErrorCode        string                    `json:"errorCode,omitempty"`
	ErrorMessage     string                    `json:"errorMessage,omitempty"`
	Progress
}

// CampaignFilter selects and orders campaigns. Zero values do not filter.
type CampaignFilter struct {
	Status           []campaign.Status
	CampaignType     campaign.Type
	OwnerID          string
	PipelineID       string
	SourceCampaignID string
	// Query is a part of the name, in any case.
	Query string
	// CreatedFrom is inclusive, CreatedTo exclusive.
	CreatedFrom, CreatedTo time.Time
	// Sort is createdAt, name, status or updatedAt, with a leading - for
	// descending; "" is -createdAt.
	Sort   string
	Paging `json:"-"`
}

var campaignKeys = map[string]sortKey{
	"createdAt": {"c.created_at", "timestamptz"},
	"updatedAt": {"c.updated_at", "timestamptz"},
	"name":      {`c.name COLLATE "C"`, "text"},
	"status":    {`c.status COLLATE "C"`, "text"},
}

const (
	campaignTables = `read.campaigns c LEFT JOIN read.campaigns s ON s.id = c.source_id`
)

// campaignFields are storedCampaign of c and the status of its source.
var campaignFields = "c." + strings.Join(strings.Fields(storedCampaign), " c.") + ", COALESCE(s.status, '')"

// Campaign answers one campaign, or ErrNotFound.
func (q *Queries) Campaign(ctx context.Context, id string) (Campaign, uint64, error) {
	var c Campaign
	sequence, err := q.snapshot(ctx, func(b *questions) {
		var w where
		w.and("c.id = %s", id)
		q.scope.seen(&w, "c.owner_id")
		b.row(`SELECT `+campaignFields+` FROM `+campaignTables+` WHERE `+w.String(), w.args, func(row pgx.Row) error {
			var err error
			c, err = q.scanCampaign(row)
			return err
		})
	})
	return c, sequence, err
}

// CampaignsByID answers those of the campaigns that exist, in no order.
func (q *Queries) CampaignsByID(ctx context.Context, ids []string) ([]Campaign, uint64, error) {
	var found []Campaign
	sequence, err := q.snapshot(ctx, func(b *questions) {
		found = nil
		var w where
		w.and("c.id = ANY(%s)", ids)
		q.scope.seen(&w, "c.owner_id")
		b.each(`SELECT `+campaignFields+` FROM `+campaignTables+` WHERE `+w.String(), w.args, func(rows pgx.Rows) error {
			c, err := q.scanCampaign(rows)
			found = append(found, c)
			return err
		})
	})
	return found, sequence, err
}

// Campaigns answers one page of the list.
func (q *Queries) Campaigns(ctx context.Context, f CampaignFilter) (Page[Campaign], error) {
	if f.Sort == "" {
		f.Sort = "-createdAt"
	}
	l := sortedList{
		name: "campaigns", columns: campaignFields, tables: campaignTables, keys: campaignKeys, number: "c.number",
		filter: f, sort: f.Sort, paging: f.Paging,
	}
	q.scope.seen(&l.where, "c.owner_id")
	if len(f.Status) > 0 {
		l.where.and("c.status = ANY(%s)", f.Status)
	}
	andIf(&l.where, "c.campaign_type = %s", f.CampaignType)
	andIf(&l.where, "c.owner_id = %s", f.OwnerID)
	andIf(&l.where, "c.pipeline_id = %s", f.PipelineID)
	andIf(&l.where, "c.source_id = %s", f.SourceCampaignID)
	andIf(&l.where, "strpos(lower(c.name), lower(%s)) > 0", f.Query)
	andIf(&l.where, "c.created_at >= %s", f.CreatedFrom)
	andIf(&l.where, "c.created_at < %s", f.CreatedTo)
	return readSorted(ctx, q, l, func(rows pgx.Rows, key ...any) (Campaign, error) { return q.scanCampaign(rows, key...) })
}

// scanCampaign reads campaignFields and then the columns of key.
func (q *Queries) scanCampaign(row pgx.Row, key ...any) (Campaign, error) {
	var c campaignRow
	var source campaign.Status
	if err := row.Scan(append(append(c.columns(), &source), key...)...); err != nil {
		return Campaign{}, err
	}
	out := c.answer(source)
	perSecond, known := q.rates.of(c.ID)
	out.withRate(perSecond, known, q.rates.now())
	return out, nil
}

// answer shows the row. source is the status of the source, "" for none.
func (c *campaignRow) answer(source campaign.Status) Campaign {
	progress := tally{
		kind: c.Type, status: c.Status, started: c.StartedAt != nil, sourceEnded: source == "" || source.Ended(),
		total: c.Total, counts: c.Counts,
	}.progress()
	return Campaign{
		ID: c.ID, Name: c.Name, Description: c.Description, CampaignType: c.Type, OwnerID: c.OwnerID, Version: c.Version,
		PipelineID: c.PipelineID, SourceCampaignID: c.SourceID, CreatedAt: TimeOf(c.CreatedAt), UpdatedAt: TimeOf(c.UpdatedAt),
		StartedAt: optional(c.StartedAt), PausedAt: optional(c.PausedAt), EndedAt: optional(c.EndedAt),
		LastActivityAt: optional(c.LastActivityAt), Params: paramsOf(c.Params), Range: c.Range,
		CompletionReason: c.Reason, ErrorCode: c.ErrorCode, ErrorMessage: c.ErrorMessage, Progress: progress,
	}
}

func paramsOf(p campaign.Params) any {
	switch {
	case p.Generation != nil:
		return p.Generation
	case p.List != nil:
		return p.List
	case p.DNS != nil:
		return p.DNS
	}
	return p.HTTP
}
