package projections

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"domainflow/domain/campaign"
)

// stride is how many ordinals one statement of a long read looks through. What
// Postgres sorts or hashes for it then fits its memory, whatever plan it takes,
// and every row is looked at once.
const stride = 20_000

// Export is a whole list of results as of one sequence, of any size: rows are
// handed out as they arrive and kept nowhere. What is written or deleted
// meanwhile is not seen. It holds a connection of the pool, so whoever begins
// one closes it soon.
type Export[T any] struct {
	// Sequence is what it reflects.
	Sequence uint64

	snapshot *snapshot
	sql      string
	args     []any
	reserved *campaign.Range
	end      int64
	scan     func(pgx.Rows, *campaign.Range) (T, int64, error)
}

// exportResults begins an export; there is nothing to close after an error.
func exportResults[T any](ctx context.Context, q *Queries, l resultList, scan func(pgx.Rows, *campaign.Range) (T, int64, error)) (*Export[T], error) {
	l.scope = q.scope
	e := &Export[T]{scan: scan}
	var err error
	e.snapshot, err = q.open(ctx, func(b *questions) {
		l.askCampaign(b, &e.reserved, &e.end)
	})
	if err != nil {
		return nil, err
	}
	e.Sequence = e.snapshot.sequence
	l.ofCampaign()
	e.sql = fmt.Sprintf("SELECT %s FROM read.%s WHERE %s AND ordinal > $%d AND ordinal <= $%d ORDER BY ordinal",
		l.columns, l.table, l.where.String(), len(l.where.args)+1, len(l.where.args)+2)
	e.args = l.where.args
	return e, nil
}

// Each hands out all items in their order, once. An error of take ends it and
// is returned, wrapped.
func (e *Export[T]) Each(ctx context.Context, take func(T) error) error {
	hand := func(rows pgx.Rows) error {
		item, _, err := e.scan(rows, e.reserved)
		if err != nil {
			return err
		}
		return take(item)
	}
	for after := int64(-1); after < e.end; after += stride {
		err := e.snapshot.ask(ctx, func(b *questions) {
			b.each(e.sql, append(slices.Clip(e.args), after, after+stride), hand)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Close gives the connection back, also when ctx has ended.
func (e *Export[T]) Close(ctx context.Context) { e.snapshot.close(ctx) }
