package projections

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/pattern"
)

// Pattern is what was handed out of one name space.
type Pattern struct {
	// NextOffset is the first that nobody has.
	NextOffset domain.Big
	// Ranges are the latest that were handed out, the newest first.
	Ranges []PatternRange
	// Unused are offsets that belonged to runs which were cancelled before they
	// came to them, the lowest first. Nobody gets them any more.
	Unused []OffsetRange
}

// OffsetRange is the offsets [From, To).
type OffsetRange struct {
	From domain.Big `json:"from"`
	To   domain.Big `json:"to"`
}

// PatternRange is the offsets that one campaign got. Of one that was deleted, or
// is not the reader's to see, nothing else is known.
type PatternRange struct {
	OffsetRange
	ID        string          `json:"id,omitempty"`
	Name      string          `json:"name,omitempty"`
	Status    campaign.Status `json:"status,omitempty"`
	StartedAt *Time           `json:"startedAt,omitempty"`
}

// maxRanges bounds what is told about one pattern: its latest ranges, and the
// lowest unused ones.
const maxRanges = 1000

func writePatterns(ctx context.Context, c *change) error {
	for _, e := range c.events {
		var err error
		switch event := e.Event.(type) {
		case pattern.RangeReserved:
			err = c.exec(ctx, `INSERT INTO read.pattern_ranges (hash, sequence, campaign_id, from_offset, to_offset, reserved_at)
				VALUES ($1, $2, $3, $4::text::numeric, $5::text::numeric, $6)`,
				e.Ref.ID, e.Sequence, event.CampaignID, event.From.String(), event.To.String(), e.Time)
		case campaign.Cancelled:
			err = c.exec(ctx, "UPDATE read.pattern_ranges SET cancelled = true WHERE campaign_id = $1", e.Ref.ID)
		}
		if err != nil {
			return err
		}
	}
	return writeUsed(ctx, c)
}

// writeUsed notes which offsets were used, the skipped ones too.
func writeUsed(ctx context.Context, c *change) error {
	var ids, from, to []string
	for _, e := range c.events {
		event, ok := e.Event.(campaign.NamesGenerated)
		if !ok || event.FirstOffset == nil {
			continue
		}
		ids = append(ids, e.Ref.ID)
		from = append(from, event.FirstOffset.String())
		to = append(to, event.FirstOffset.Add(int64(len(event.Names)+len(event.Skipped))).String())
	}
	if len(ids) == 0 {
		return nil
	}
	return c.exec(ctx, `INSERT INTO read.pattern_used (campaign_id, from_offset, to_offset)
		SELECT id, f::numeric, t::numeric FROM unnest($1::text[], $2::text[], $3::text[]) AS used (id, f, t)`, ids, from, to)
}

// unusedOffsets are the gaps in what cancelled runs of a pattern used, and the
// rests behind.
const unusedOffsets = `SELECT to_json(gap_from::text), to_json(gap_to::text) FROM (
		SELECT COALESCE(max(u.to_offset) OVER (PARTITION BY r.campaign_id ORDER BY u.from_offset
				ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), r.from_offset) AS gap_from, u.from_offset AS gap_to
			FROM read.pattern_ranges r JOIN read.pattern_used u USING (campaign_id) WHERE r.hash = $1 AND r.cancelled
		UNION ALL
		SELECT COALESCE((SELECT max(u.to_offset) FROM read.pattern_used u WHERE u.campaign_id = r.campaign_id), r.from_offset),
				r.to_offset
			FROM read.pattern_ranges r WHERE r.hash = $1 AND r.cancelled
	) gaps WHERE gap_from < gap_to ORDER BY gap_from LIMIT $2`

// Pattern answers what was handed out of a pattern, by its hash. A pattern of
// which nothing was is not unknown: nothing is known of it yet.
func (q *Queries) Pattern(ctx context.Context, hash string) (Pattern, uint64, error) {
	var p Pattern
	sequence, err := q.snapshot(ctx, func(b *questions) {
		p = Pattern{Ranges: []PatternRange{}, Unused: []OffsetRange{}}
		known := where{args: []any{hash, maxRanges}}
		known.and("c.id = r.campaign_id")
		q.scope.seen(&known, "c.owner_id")
		b.each(`SELECT to_json(r.from_offset::text), to_json(r.to_offset::text), c.id, c.name, c.status, c.started_at
			FROM read.pattern_ranges r LEFT JOIN read.campaigns c ON `+known.String()+`
			WHERE r.hash = $1 ORDER BY r.sequence DESC LIMIT $2`, known.args, p.scanRange)
		b.each(unusedOffsets, []any{hash, maxRanges}, func(rows pgx.Rows) error {
			var r OffsetRange
			err := rows.Scan(&r.From, &r.To)
			p.Unused = append(p.Unused, r)
			return err
		})
	})
	if len(p.Ranges) > 0 {
		p.NextOffset = p.Ranges[0].To
	}
	return p, sequence, err
}

func (p *Pattern) scanRange(rows pgx.Rows) error {
	var r PatternRange
	var id, name, status *string
	var started *time.Time
	if err := rows.Scan(&r.From, &r.To, &id, &name, &status, &started); err != nil {
		return err
	}
	r.ID, r.Name, r.Status, r.StartedAt = deref(id), deref(name), campaign.Status(deref(status)), optional(started)
	p.Ranges = append(p.Ranges, r)
	return nil
}
