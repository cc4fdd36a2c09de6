package projections

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// sortKey is a field of a list that it can be sorted by: the expression, and
// the type in which Postgres reads its text back from a cursor.
type sortKey struct{ expression, kind string }

// sortedList is a list of a small table, in the order of a field and then of
// the column number, which is unique and grows with every new row.
type sortedList struct {
	name string
	// sql has the columns and tables: SELECT <columns> FROM ... without WHERE.
	columns, tables string
	keys            map[string]sortKey
	number          string
	where           where
	filter          any
	sort            string
	paging          Paging
	// also asks further questions about the rows of the page: sql selects them,
	// and one more. nil asks nothing.
	also func(b *questions, sql string, args []any)
}

// read runs the list. scan reads the columns.
func readSorted[T any](ctx context.Context, q *Queries, l sortedList, scan func(pgx.Rows, ...any) (T, error)) (Page[T], error) {
	query, err := fingerprint(l.name, l.filter)
	if err != nil {
		return Page[T]{}, err
	}
	after, err := decodeCursor(l.paging.Cursor, query)
	if err != nil {
		return Page[T]{}, err
	}
	sql, err := l.statement(after)
	if err != nil {
		return Page[T]{}, err
	}
	var page Page[T]
	var last position
	page.Sequence, err = q.snapshot(ctx, func(b *questions) {
		page = Page[T]{Items: []T{}}
		b.each(sql, l.where.args, func(rows pgx.Rows) error {
			if len(page.Items) == l.paging.limit() {
				return nextCursor(&page, cursor{query, last})
			}
			item, err := scan(rows, &last.Value, &last.Number)
			page.Items = append(page.Items, item)
			return err
		})
		if l.also != nil {
			l.also(b, sql, l.where.args)
		}
	})
	if after != nil && isBadValue(err) {
		err = ErrCursor
	}
	return page, err
}

// isBadValue says that Postgres could not read a value as its type: a cursor
// that somebody wrote by hand.
func isBadValue(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && strings.HasPrefix(pg.Code, "22")
}

// statement asks for one row more than the page has, to know whether it is
// the last.
func (l *sortedList) statement(after *position) (string, error) {
	field, descending := strings.CutPrefix(l.sort, "-")
	key, ok := l.keys[field]
	if !ok {
		return "", fmt.Errorf("%w: %q", ErrSort, field)
	}
	comparison, direction := ">", "ASC"
	if descending {
		comparison, direction = "<", "DESC"
	}
	if after != nil {
		l.where.and("("+key.expression+", "+l.number+") "+comparison+" (%s::text::"+key.kind+", %s)", after.Value, after.Number)
	}
	return fmt.Sprintf("SELECT %s, (%s)::text AS sort_key, %s FROM %s WHERE %s ORDER BY %s %s, %s %s LIMIT %s",
		l.columns, key.expression, l.number, l.tables, l.where.String(),
		key.expression, direction, l.number, direction, l.where.arg(l.paging.limit()+1)), nil
}

func nextCursor[T any](page *Page[T], c cursor) error {
	next, err := c.encode()
	page.NextCursor = next
	return err
}
