package projections

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// page is what comes after a position, with the summary at the beginning.
func (w *walk[R, C]) page(ctx context.Context, query string, from *position, f ChangeFilter[C]) (Comparison[R, C], error) {
	out := Comparison[R, C]{Items: []Change[R, C]{}, Sequence: w.snapshot.sequence}
	place := int64(-1)
	var err error
	if from != nil {
		place = from.Number
	} else if out.Summary, err = w.summary(ctx); err != nil {
		return out, err
	}
	found, next, err := w.find(ctx, place, w.bitsOf(f.Change), f.limit())
	if err != nil {
		return out, err
	}
	if len(found) > f.limit() {
		found = found[:f.limit()]
		next = found[len(found)-1].place()
	}
	if next >= 0 {
		if out.NextCursor, err = (cursor{query, position{Number: next}}).encode(); err != nil {
			return out, err
		}
	}
	err = w.fill(ctx, &out, found)
	return out, err
}

func (w *walk[R, C]) summary(ctx context.Context) (map[C]int64, error) {
	counts, err := w.count(ctx)
	if err != nil {
		return nil, err
	}
	out := map[C]int64{}
	for bit, d := range w.kind.changes {
		out[d.change] = 0
		for bits, n := range counts {
			if bits>>bit&1 != 0 {
				out[d.change] += n
			}
		}
	}
	return out, nil
}

// bitsOf are those of the wanted changes, all if none is named.
func (w *walk[R, C]) bitsOf(wanted []C) int {
	all, bits := 0, 0
	for bit, d := range w.kind.changes {
		all |= 1 << bit
		for _, c := range wanted {
			if c == d.change {
				bits |= 1 << bit
			}
		}
	}
	if len(wanted) == 0 {
		return all
	}
	return bits
}

func (w *walk[R, C]) changesOf(bits int) []C {
	var out []C
	for bit, d := range w.kind.changes {
		if bits>>bit&1 != 0 {
			out = append(out, d.change)
		}
	}
	return out
}

// fill reads both results of every place.
func (w *walk[R, C]) fill(ctx context.Context, out *Comparison[R, C], found []changed) error {
	before, after := map[int64]*R{}, map[int64]*R{}
	err := w.snapshot.ask(ctx, func(b *questions) {
		for i := range w.stretches {
			s := &w.stretches[i]
			var ordinals []int64
			for _, c := range found {
				if c.stretch == s {
					ordinals = append(ordinals, c.ordinal)
				}
			}
			w.askResults(b, s.before, s.base, ordinals, before)
			w.askResults(b, s.after, s.base, ordinals, after)
		}
	})
	if err != nil {
		return err
	}
	for _, c := range found {
		item := Change[R, C]{Change: w.changesOf(c.bits), Before: before[c.place()], After: after[c.place()]}
		result := item.After
		if result == nil {
			result = item.Before
		}
		item.DomainName, item.DisplayName = w.kind.about(result)
		if c.stretch.shared {
			item.Ordinal = &c.ordinal
		}
		out.Items = append(out.Items, item)
	}
	return nil
}

// askResults reads the results of one run by their places.
func (w *walk[R, C]) askResults(b *questions, number, base int64, ordinals []int64, into map[int64]*R) {
	sql := "SELECT " + w.kind.result + " FROM read." + w.kind.table + " WHERE campaign = $1 AND ordinal = ANY($2)"
	b.each(sql, []any{number, ordinals}, func(rows pgx.Rows) error {
		r, ordinal, err := w.kind.scan(rows, nil)
		into[base+ordinal] = &r
		return err
	})
}
