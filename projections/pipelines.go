package projections

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"domainflow/domain/pipeline"
)

// Pipeline is linked campaigns that were created together.
type Pipeline struct {
	ID          string          `json:"id"`
	Name        string          `json:"name"`
	Description string          `json:"description,omitempty"`
	Mode        pipeline.Mode   `json:"mode"`
	OwnerID     string          `json:"ownerId"`
	CreatedAt   Time            `json:"createdAt"`
	Status      pipeline.Status `json:"status"`
	// Steps are its campaigns in their order, without those that were deleted, or
	// that are not the reader's to see.
	Steps   []Campaign `json:"steps"`
	Version uint64     `json:"version"`

	ids []string
}

// PipelineFilter selects and orders pipelines. Zero values do not filter.
type PipelineFilter struct {
	OwnerID string
	// Query is a part of the name, in any case.
	Query string
	// Sort is createdAt or name, with a leading - for descending; "" is
	// -createdAt.
	Sort   string
	Paging `json:"-"`
}

var pipelineKeys = map[string]sortKey{
	"name":      {`name COLLATE "C"`, "text"},
	"createdAt": {"created_at", "timestamptz"},
}

const pipelineFields = "number, id, name, description, mode, owner_id, steps, created_at"

func writePipelines(ctx context.Context, c *change) error {
	for _, e := range c.events {
		event, ok := e.Event.(pipeline.Created)
		if !ok {
			continue
		}
		err := c.exec(ctx, `INSERT INTO read.pipelines (`+pipelineFields+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			e.Sequence, e.Ref.ID, event.Name, event.Description, string(event.Mode), event.OwnerID, event.Steps, e.Time)
		if err != nil {
			return err
		}
	}
	return nil
}

// Pipeline answers one pipeline with its campaigns, or ErrNotFound.
func (q *Queries) Pipeline(ctx context.Context, id string) (Pipeline, uint64, error) {
	var p Pipeline
	var steps []Campaign
	sequence, err := q.snapshot(ctx, func(b *questions) {
		steps = nil
		var w where
		w.and("id = %s", id)
		q.scope.seen(&w, "owner_id")
		b.row("SELECT "+pipelineFields+" FROM read.pipelines WHERE "+w.String(), w.args, func(row pgx.Row) error {
			var err error
			p, err = scanPipeline(row)
			return err
		})
		q.askSteps(b, "SELECT steps FROM read.pipelines WHERE id = $1", []any{id}, &steps)
	})
	p.join(steps)
	return p, sequence, err
}

// Pipelines answers one page of the list.
func (q *Queries) Pipelines(ctx context.Context, f PipelineFilter) (Page[Pipeline], error) {
	if f.Sort == "" {
		f.Sort = "-createdAt"
	}
	l := sortedList{
		name: "pipelines", columns: pipelineFields, tables: "read.pipelines", keys: pipelineKeys, number: "number",
		filter: f, sort: f.Sort, paging: f.Paging,
	}
	q.scope.seen(&l.where, "owner_id")
	andIf(&l.where, "owner_id = %s", f.OwnerID)
	andIf(&l.where, "strpos(lower(name), lower(%s)) > 0", f.Query)
	var steps []Campaign
	l.also = func(b *questions, page string, args []any) {
		steps = nil
		q.askSteps(b, page, args, &steps)
	}
	page, err := readSorted(ctx, q, l, func(rows pgx.Rows, key ...any) (Pipeline, error) { return scanPipeline(rows, key...) })
	for i := range page.Items {
		page.Items[i].join(steps)
	}
	return page, err
}

// askSteps asks for the campaigns that are steps of the pipelines in a query. A
// list of somebody else is one that its owner follows.
func (q *Queries) askSteps(b *questions, pipelines string, args []any, into *[]Campaign) {
	w := where{args: slices.Clip(args)}
	w.and("c.id IN (SELECT unnest(p.steps) FROM (" + pipelines + ") p)")
	q.scope.seen(&w, "c.owner_id")
	sql := `SELECT ` + campaignFields + ` FROM ` + campaignTables + ` WHERE ` + w.String()
	b.each(sql, w.args, func(rows pgx.Rows) error {
		c, err := q.scanCampaign(rows)
		*into = append(*into, c)
		return err
	})
}

// scanPipeline reads pipelineFields and then the columns of key.
func scanPipeline(row pgx.Row, key ...any) (Pipeline, error) {
	var p Pipeline
	var created time.Time
	err := row.Scan(append([]any{&p.Version, &p.ID, &p.Name, &p.Description, &p.Mode, &p.OwnerID, &p.ids, &created}, key...)...)
	p.CreatedAt = TimeOf(created)
	return p, err
}

// join takes its steps from campaigns, and its status from its steps.
func (p *Pipeline) join(campaigns []Campaign) {
	p.Steps = []Campaign{}
	var statuses []pipeline.Status
	for _, id := range p.ids {
		for _, c := range campaigns {
			if c.ID == id {
				p.Steps = append(p.Steps, c)
				statuses = append(statuses, pipeline.Status(c.Status))
			}
		}
	}
	p.Status = pipeline.StatusOf(statuses)
}
