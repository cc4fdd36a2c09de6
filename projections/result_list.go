package projections

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"domainflow/domain/campaign"
)

// window is how many ordinals one page looks through at most. It bounds the
// time of a page whose filter matches almost nothing (0.33 us a row measured);
// such a page may be short.
const window = 500_000

// resultList is a list of the results of one campaign, in their order.
type resultList struct {
	name, table, columns string
	campaignID           string
	scope                Scope
	kinds                []campaign.Type
	where                where
	filter               any
	paging               Paging
}

// readResults runs the list; scan reads the columns, which begin with the
// ordinal. The campaign's range is given for offsets.
func readResults[T any](ctx context.Context, q *Queries, l resultList, scan func(pgx.Rows, *campaign.Range) (T, int64, error)) (Page[T], error) {
	l.scope = q.scope
	query, err := fingerprint(l.name+"\n"+l.campaignID, l.filter)
	if err != nil {
		return Page[T]{}, err
	}
	after, err := ordinalAfter(l.paging.Cursor, query)
	if err != nil {
		return Page[T]{}, err
	}
	sql := l.statement(after)
	var page Page[T]
	var reserved *campaign.Range
	var end int64
	page.Sequence, err = q.snapshot(ctx, func(b *questions) {
		page, end = Page[T]{Items: []T{}}, after
		l.askCampaign(b, &reserved, &end)
		ordinal := after
		b.each(sql, l.where.args, func(rows pgx.Rows) error {
			if len(page.Items) == l.paging.limit() {
				return nextCursor(&page, cursor{query, position{Number: ordinal}})
			}
			var item T
			var err error
			item, ordinal, err = scan(rows, reserved)
			page.Items = append(page.Items, item)
			return err
		})
	})
	if err == nil && page.NextCursor == nil && end > after+window {
		err = nextCursor(&page, cursor{query, position{Number: after + window}})
	}
	return page, err
}

// ordinalAfter is the last ordinal before a page, -1 for the first one.
func ordinalAfter(cursor, query string) (int64, error) {
	from, err := decodeCursor(cursor, query)
	if err != nil || from == nil {
		return -1, err
	}
	if from.Number > campaign.MaxNames {
		return -1, ErrCursor // written by hand
	}
	return from.Number, nil
}

// askCampaign asks for the range of the campaign and the ordinal of its last
// result. A campaign of another type has no such results: not found. It is the
// one question that the scope narrows: without an answer there is no list.
func (l *resultList) askCampaign(b *questions, reserved **campaign.Range, end *int64) {
	sql := `SELECT c.range, COALESCE((SELECT max(r.ordinal) FROM read.` + l.table + ` r WHERE r.campaign = c.number), -1)
		FROM read.campaigns c WHERE `
	var w where
	w.and("c.id = %s AND c.campaign_type = ANY(%s)", l.campaignID, l.kinds)
	l.scope.seen(&w, "c.owner_id")
	b.row(sql+w.String(), w.args, func(row pgx.Row) error { return row.Scan(reserved, end) })
}

// statement asks for one row more than the page has, to know whether it is
// full.
func (l *resultList) statement(after int64) string {
	l.ofCampaign()
	l.where.and("ordinal > %s AND ordinal <= %s", after, after+window)
	return fmt.Sprintf("SELECT %s FROM read.%s WHERE %s ORDER BY ordinal LIMIT %s",
		l.columns, l.table, l.where.String(), l.where.arg(l.paging.limit()+1))
}

// ofCampaign keeps the results of the campaign.
func (l *resultList) ofCampaign() {
	l.where.and("campaign = (SELECT number FROM read.campaigns WHERE id = %s)", l.campaignID)
}
