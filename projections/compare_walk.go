package projections

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// stretch is places of a comparison: the ordinals of the campaigns with these
// numbers, of which one may be 0, for none, and so has no results.
type stretch struct {
	before, after int64
	shared        bool
	// base is added to ordinals, so that places are unique and in order.
	base int64
	// end is the last ordinal.
	end int64
}

// secondStretch is above all ordinals.
const secondStretch = 1 << 32

// piece is what one statement looks through: stride ordinals after one.
type piece struct {
	stretch *stretch
	after   int64
}

func (p piece) args() []any {
	return []any{p.stretch.before, p.stretch.after, p.after, p.after + stride}
}

// walk goes through both runs side by side. Every statement joins few ordinals
// of each: joined as a whole, two runs of 10 million names are hashed on disk
// (0.6 GB, Postgres 15).
type walk[R any, C ~string] struct {
	snapshot  *snapshot
	kind      *comparing[R, C]
	stretches []stretch
}

func (w *walk[R, C]) findEnds(ctx context.Context) error {
	sql := "SELECT COALESCE(max(ordinal), -1) FROM (SELECT max(ordinal) AS ordinal FROM read." + w.kind.table +
		" WHERE campaign = $1 UNION ALL SELECT max(ordinal) FROM read." + w.kind.table + " WHERE campaign = $2) ends"
	return w.snapshot.ask(ctx, func(b *questions) {
		for i := range w.stretches {
			s := &w.stretches[i]
			b.row(sql, []any{s.before, s.after}, func(row pgx.Row) error { return row.Scan(&s.end) })
		}
	})
}

// pieces are what is left after a place.
func (w *walk[R, C]) pieces(place int64) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		for i := range w.stretches {
			s := &w.stretches[i]
			for after := max(place-s.base, -1); after < s.end; after += stride {
				if !yield(piece{s, after}) {
					return
				}
			}
		}
	}
}

// compared is the query for a piece: each ordinal with its changes as bits, in
// the order of kind.changes.
func (w *walk[R, C]) compared() string {
	missing, both := "", []string{}
	for bit, d := range w.kind.changes {
		if d.condition != "" {
			both = append(both, fmt.Sprintf("((%s)::integer << %d)", d.condition, bit))
		}
	}
	for bit, d := range w.kind.changes {
		switch string(d.change) {
		case onlyBefore:
			missing += fmt.Sprintf(" WHEN b.ordinal IS NULL THEN %d", 1<<bit)
		case onlyAfter:
			missing += fmt.Sprintf(" WHEN a.ordinal IS NULL THEN %d", 1<<bit)
		}
	}
	side := func(campaign string) string {
		return fmt.Sprintf("(SELECT ordinal, %s FROM read.%s WHERE campaign = %s AND ordinal > $3 AND ordinal <= $4)",
			w.kind.columns, w.kind.table, campaign)
	}
	return fmt.Sprintf("(SELECT COALESCE(a.ordinal, b.ordinal) AS ordinal, CASE%s ELSE %s END AS changes FROM %s a FULL JOIN %s b ON a.ordinal = b.ordinal) compared",
		missing, strings.Join(both, " | "), side("$1"), side("$2"))
}

// onlyBefore and onlyAfter are the changes of names that one run has no result
// of. They exclude all others.
const (
	onlyBefore = "only_before"
	onlyAfter  = "only_after"
)

// changed is a place with changes.
type changed struct {
	stretch *stretch
	ordinal int64
	bits    int
}

func (c changed) place() int64 { return c.stretch.base + c.ordinal }

// find looks for places with wanted changes, one more than there is room for,
// in at most window ordinals. looked is the last place that it has seen.
func (w *walk[R, C]) find(ctx context.Context, place int64, wanted, room int) (found []changed, looked int64, err error) {
	sql := fmt.Sprintf("SELECT ordinal, changes FROM %s WHERE changes & $5 <> 0 ORDER BY ordinal LIMIT %d", w.compared(), room+1)
	left := window
	for p := range w.pieces(place) {
		err := w.snapshot.ask(ctx, func(b *questions) {
			b.each(sql, append(p.args(), wanted), func(rows pgx.Rows) error {
				c := changed{stretch: p.stretch}
				err := rows.Scan(&c.ordinal, &c.bits)
				found = append(found, c)
				return err
			})
		})
		if left -= stride; err != nil || len(found) > room || left <= 0 {
			return found, p.stretch.base + p.after + stride, err
		}
	}
	return found, -1, nil
}

// piecesAtOnce are asked for in one round trip.
const piecesAtOnce = 25

// count is how often there is each combination of changes.
func (w *walk[R, C]) count(ctx context.Context) (map[int]int64, error) {
	counts := map[int]int64{}
	sql := "SELECT changes, count(*) FROM " + w.compared() + " WHERE changes <> 0 GROUP BY changes"
	for pieces := range slices.Chunk(slices.Collect(w.pieces(-1)), piecesAtOnce) {
		err := w.snapshot.ask(ctx, func(b *questions) {
			for _, p := range pieces {
				b.each(sql, p.args(), func(rows pgx.Rows) error {
					var bits int
					var n int64
					err := rows.Scan(&bits, &n)
					counts[bits] += n
					return err
				})
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return counts, nil
}
