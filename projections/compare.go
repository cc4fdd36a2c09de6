package projections

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"domainflow/domain/campaign"
)

// Change is a name whose results differ between two runs. Before and After are
// nil where a run has none.
type Change[R any, C ~string] struct {
	DomainName string `json:"domainName"`
	// DisplayName is the Unicode form, where it differs.
	DisplayName string `json:"displayName,omitempty"`
	// Ordinal is that of the source which the runs have in common; nil for runs
	// that only have a pattern in common.
	Ordinal *int64 `json:"ordinal,omitempty"`
	Change  []C    `json:"change"`
	Before  *R     `json:"before,omitempty"`
	After   *R     `json:"after,omitempty"`
}

// Comparison is one page of what has changed, in the order of the names.
type Comparison[R any, C ~string] struct {
	// Summary counts the names with each change, of the whole comparison and
	// whatever the filter. It looks at every result of both runs, so it is on
	// the first page only.
	Summary    map[C]int64    `json:"summary,omitempty"`
	Items      []Change[R, C] `json:"items"`
	NextCursor *string        `json:"nextCursor"`
	Sequence   uint64         `json:"sequence"`
}

// ChangeFilter selects changes. Zero values do not filter.
type ChangeFilter[C ~string] struct {
	Change []C
	Paging `json:"-"`
}

// comparing says how the results of one type are compared.
type comparing[R any, C ~string] struct {
	table   string
	changes []differing[C]
	// columns are what the conditions look at, result those of scan.
	columns, result string
	scan            func(pgx.Rows, *campaign.Range) (R, int64, error)
	about           func(*R) (domainName, displayName string)
	kind            campaign.Type
}

// differing is a change and its condition on the results a, before, and b,
// after, of one name. It must not be NULL. A change without a condition is that
// one of the two is missing.
type differing[C ~string] struct {
	change    C
	condition string
}

// compare answers one page, or ErrNotFound for an unknown first run, or
// ErrNotComparable.
func compare[R any, C ~string](ctx context.Context, q *Queries, k *comparing[R, C], before, after string, f ChangeFilter[C]) (Comparison[R, C], error) {
	query, err := fingerprint("compare\n"+before+"\n"+after, f)
	if err != nil {
		return Comparison[R, C]{}, err
	}
	from, err := decodeCursor(f.Cursor, query)
	if err != nil {
		return Comparison[R, C]{}, err
	}
	var a, b lineage
	s, err := q.open(ctx, func(ask *questions) {
		a.ask(ask, q.scope, before)
		b.ask(ask, q.scope, after)
		ask.hold()
	})
	if err != nil {
		return Comparison[R, C]{}, err
	}
	defer s.close(ctx)
	w := walk[R, C]{snapshot: s, kind: k}
	if w.stretches, err = stretchesOf(a, b, k.kind); err != nil {
		return Comparison[R, C]{}, err
	}
	if err := w.findEnds(ctx); err != nil {
		return Comparison[R, C]{}, err
	}
	return w.page(ctx, query, from, f)
}

// lineage is where the names of a campaign come from.
type lineage struct {
	number int64
	kind   campaign.Type
	// sources are the ids of its source, of the source of that, and so on; the
	// last one may have been deleted.
	sources []string
	// pattern is the hash of that which the names were generated from, "" for
	// none; its ranges are in the order of reserved.
	pattern  string
	reserved int64
}

func (l *lineage) ask(b *questions, scope Scope, id string) {
	*l = lineage{}
	var w where
	w.and("id = %s", id)
	scope.seen(&w, "owner_id")
	sql := `WITH RECURSIVE up AS (
			SELECT number, campaign_type, source_id, 0 AS depth FROM read.campaigns WHERE ` + w.String() + `
			UNION ALL
			SELECT c.number, c.campaign_type, c.source_id, up.depth + 1 FROM up JOIN read.campaigns c ON c.id = up.source_id)
		SELECT up.number, up.campaign_type, up.source_id, COALESCE(p.hash, ''), COALESCE(p.sequence, 0)
		FROM up LEFT JOIN read.pattern_ranges p ON p.campaign_id = up.source_id ORDER BY up.depth`
	b.each(sql, w.args, func(rows pgx.Rows) error {
		var step lineage
		var source string
		if err := rows.Scan(&step.number, &step.kind, &source, &step.pattern, &step.reserved); err != nil {
			return err
		}
		if l.number == 0 {
			l.number, l.kind = step.number, step.kind
		}
		if source != "" {
			l.sources, l.pattern, l.reserved = append(l.sources, source), step.pattern, step.reserved
		}
		return nil
	})
}

// stretchesOf are the places to walk. Runs with a common source share its
// ordinals. Ranges of one pattern never overlap, so runs over two of them share
// no name: first all of the one with the lower offsets, then all of the other.
func stretchesOf(a, b lineage, kind campaign.Type) ([]stretch, error) {
	shared := slices.ContainsFunc(a.sources, func(id string) bool { return slices.Contains(b.sources, id) })
	switch {
	case a.number == 0 || a.kind != kind:
		return nil, ErrNotFound
	case b.kind != kind:
		return nil, ErrNotComparable
	case shared:
		return []stretch{{before: a.number, after: b.number, shared: true}}, nil
	case a.pattern == "" || a.pattern != b.pattern:
		return nil, ErrNotComparable
	}
	both := []stretch{{before: a.number}, {after: b.number}}
	if b.reserved < a.reserved {
		slices.Reverse(both)
	}
	both[1].base = secondStretch
	return both, nil
}
