package projections

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"domainflow/domain"
	"domainflow/domain/pattern"
)

// Pattern is what was handed out of one name space.
type Pattern struct {
	PatternHash string `json:"patternHash"`
	// NextOffset is the first that nobody has.
	NextOffset domain.Big     `json:"nextOffset"`
	Ranges     []PatternRange `json:"ranges"`
	// Version is the sequence of its last event.
	Version uint64 `json:"version"`
}

// PatternRange is the offsets [From, To) of one campaign.
type PatternRange struct {
	CampaignID string     `json:"campaignId"`
	From       domain.Big `json:"from"`
	To         domain.Big `json:"to"`
	ReservedAt Time       `json:"reservedAt"`
}

func writePatterns(ctx context.Context, c *change) error {
	for _, e := range c.events {
		event, ok := e.Event.(pattern.RangeReserved)
		if !ok {
			continue
		}
		err := c.exec(ctx, `INSERT INTO read.pattern_ranges (hash, sequence, campaign_id, from_offset, to_offset, reserved_at)
			VALUES ($1, $2, $3, $4::text::numeric, $5::text::numeric, $6)`,
			e.Ref.ID, e.Sequence, event.CampaignID, event.From.String(), event.To.String(), e.Time)
		if err != nil {
			return err
		}
	}
	return nil
}

// Pattern answers one pattern by its hash, or ErrNotFound when nothing was
// ever handed out of it.
func (q *Queries) Pattern(ctx context.Context, hash string) (Pattern, uint64, error) {
	var p Pattern
	sequence, err := q.snapshot(ctx, func(b *questions) {
		p = Pattern{PatternHash: hash}
		b.each(`SELECT campaign_id, to_json(from_offset::text), to_json(to_offset::text), reserved_at, sequence FROM read.pattern_ranges
			WHERE hash = $1 ORDER BY sequence`, []any{hash}, p.scanRange)
	})
	if err == nil && len(p.Ranges) == 0 {
		err = ErrNotFound
	}
	return p, sequence, err
}

func (p *Pattern) scanRange(rows pgx.Rows) error {
	var r PatternRange
	var at time.Time
	if err := rows.Scan(&r.CampaignID, &r.From, &r.To, &at, &p.Version); err != nil {
		return err
	}
	r.ReservedAt = TimeOf(at)
	p.Ranges, p.NextOffset = append(p.Ranges, r), r.To
	return nil
}
