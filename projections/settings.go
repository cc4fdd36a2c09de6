package projections

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"domainflow/domain/setting"
)

// Settings are those of all sections.
type Settings struct {
	setting.Settings
	// Revisions are those of the sections that were ever changed.
	Revisions map[setting.Section]Revision
}

// Revision tells when a section became what it is. That of a section with its
// defaults, which nobody ever changed, is zero.
type Revision struct {
	Version   uint64 `json:"version"`
	UpdatedAt *Time  `json:"updatedAt,omitempty"`
	// UpdatedBy is the id of an actor.
	UpdatedBy string `json:"updatedBy,omitempty"`
}

func writeSettings(ctx context.Context, c *change) error {
	for _, e := range c.events {
		event, ok := e.Event.(setting.Changed)
		if !ok {
			continue
		}
		content, err := jsonText(event.Values)
		if err != nil {
			return err
		}
		err = c.exec(ctx, `INSERT INTO read.settings (section, content, updated_at, updated_by, version) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (section) DO UPDATE SET content = $2, updated_at = $3, updated_by = $4, version = $5`,
			e.Ref.ID, content, e.Time, e.Actor.ID, e.Sequence)
		if err != nil {
			return err
		}
	}
	return nil
}

// Settings answers all sections.
func (q *Queries) Settings(ctx context.Context) (Settings, uint64, error) {
	all := Settings{setting.Defaults(), map[setting.Section]Revision{}}
	sequence, err := q.snapshot(ctx, func(b *questions) {
		b.each("SELECT section, content, updated_at, updated_by, version FROM read.settings", nil, all.scan)
	})
	return all, sequence, err
}

func (all *Settings) scan(rows pgx.Rows) error {
	var section setting.Section
	var content json.RawMessage
	var values setting.Values
	var at time.Time
	var r Revision
	if err := rows.Scan(&section, &content, &at, &r.UpdatedBy, &r.Version); err != nil {
		return err
	}
	if err := json.Unmarshal(content, &values); err != nil {
		return err
	}
	updated := TimeOf(at)
	r.UpdatedAt = &updated
	all.Settings, all.Revisions[section] = all.With(values), r
	return nil
}
