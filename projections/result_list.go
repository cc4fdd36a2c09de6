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
	query, err := l.fingerprint()
	if err != nil {
		return Page[T]{}, err
	}
	before, err := l.before(query)
	if err != nil {
		return Page[T]{}, err
	}
	sql := l.statement(before)
	var page Page[T]
	var reserved *campaign.Range
	var end int64
	page.Sequence, err = q.snapshot(ctx, func(b *questions) {
		page, end = Page[T]{Items: []T{}}, -1
		l.askCampaign(b, &reserved, &end)
		ordinal := before
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
	if looked, more := l.looked(before, end); err == nil && page.NextCursor == nil && more {
		err = nextCursor(&page, cursor{query, position{Number: looked}})
	}
	return page, err
}

// fingerprint tells the two directions apart: a cursor is a place in one.
func (l *resultList) fingerprint() (string, error) {
	name := l.name
	if l.paging.Descending {
		name = "-" + name
	}
	return fingerprint(name+"\n"+l.campaignID, l.filter)
}

// before is the ordinal that comes before all of a page.
func (l *resultList) before(query string) (int64, error) {
	from, err := decodeCursor(l.paging.Cursor, query)
	switch {
	case err != nil:
		return 0, err
	case from != nil && from.Number > campaign.MaxNames:
		return 0, ErrCursor // written by hand
	case from != nil:
		return from.Number, nil
	case l.paging.Descending && l.paging.From != nil:
		return min(*l.paging.From, campaign.MaxNames) + 1, nil
	case l.paging.Descending:
		return campaign.MaxNames, nil
	case l.paging.From != nil:
		return min(*l.paging.From, campaign.MaxNames) - 1, nil
	}
	return -1, nil
}

// looked is how far a page has looked, end being the last ordinal of all, and
// whether there is more beyond.
func (l *resultList) looked(before, end int64) (ordinal int64, more bool) {
	if l.paging.Descending {
		ordinal = min(before, end+1) - window
		return ordinal, ordinal > 0
	}
	return before + window, end > before+window
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
func (l *resultList) statement(before int64) string {
	l.ofCampaign()
	order := "ordinal"
	if l.paging.Descending {
		order = "ordinal DESC"
		l.where.and("ordinal < %s AND ordinal >= LEAST(%s, "+l.end()+" + 1) - %s", before, before, l.campaignID, window)
	} else {
		l.where.and("ordinal > %s AND ordinal <= %s", before, before+window)
	}
	return fmt.Sprintf("SELECT %s FROM read.%s WHERE %s ORDER BY %s LIMIT %s",
		l.columns, l.table, l.where.String(), order, l.where.arg(l.paging.limit()+1))
}

// end is the last ordinal of the campaign, whatever the filter.
func (l *resultList) end() string {
	return "(SELECT max(ordinal) FROM read." + l.table + " WHERE campaign = (SELECT number FROM read.campaigns WHERE id = %s))"
}

// ofCampaign keeps the results of the campaign.
func (l *resultList) ofCampaign() {
	l.where.and("campaign = (SELECT number FROM read.campaigns WHERE id = %s)", l.campaignID)
}
