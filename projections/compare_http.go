package projections

import (
	"context"

	"domainflow/domain/campaign"
)

// HTTPChange is how the pages of one name differ.
type HTTPChange string

// HTTPChanges is the closed set. One name may have several, but for those of a
// missing result, which has nothing to compare; pending is a missing result.
const (
	// HTTPNewlyMatching: no match before, a match after.
	HTTPNewlyMatching HTTPChange = "newly_matching"
	// HTTPNoLongerMatching: a match before, no match after.
	HTTPNoLongerMatching HTTPChange = "no_longer_matching"
	// HTTPContentChanged: content both times, with another hash.
	HTTPContentChanged HTTPChange = "content_changed"
	// HTTPTitleChanged: the content has changed, and so has the title.
	HTTPTitleChanged HTTPChange = "title_changed"
	// HTTPStatusChanged: no match both times, with another status.
	HTTPStatusChanged HTTPChange = "status_changed"
	// HTTPOnlyBefore and HTTPOnlyAfter: the other run has no result.
	HTTPOnlyBefore HTTPChange = onlyBefore
	HTTPOnlyAfter  HTTPChange = onlyAfter
)

// HTTPChanges lists the set.
var HTTPChanges = []HTTPChange{
	HTTPNewlyMatching, HTTPNoLongerMatching, HTTPContentChanged, HTTPTitleChanged, HTTPStatusChanged, HTTPOnlyBefore, HTTPOnlyAfter,
}

// Status 1 is `match`. Without content there is no hash.
var httpComparison = &comparing[HTTPResult, HTTPChange]{
	kind: campaign.HTTP, table: "http_results", columns: "status, content_hash, detail", result: httpColumns, scan: scanHTTPResult,
	about: func(r *HTTPResult) (string, string) { return r.DomainName, r.DisplayName },
	changes: []differing[HTTPChange]{
		{HTTPNewlyMatching, "a.status <> 1 AND b.status = 1"},
		{HTTPNoLongerMatching, "a.status = 1 AND b.status <> 1"},
		{HTTPContentChanged, "COALESCE(a.content_hash <> b.content_hash, false)"},
		{HTTPTitleChanged, "CASE WHEN a.content_hash <> b.content_hash THEN a.detail->>'title' IS DISTINCT FROM b.detail->>'title' ELSE false END"},
		{HTTPStatusChanged, "a.status <> 1 AND b.status <> 1 AND a.status <> b.status"},
		{change: HTTPOnlyBefore},
		{change: HTTPOnlyAfter},
	},
}

// CompareHTTP answers one page of what has changed from one HTTP campaign to
// another whose names come from the same source or pattern, ErrNotFound for an
// unknown first one, or ErrNotComparable.
func (q *Queries) CompareHTTP(ctx context.Context, before, after string, f ChangeFilter[HTTPChange]) (Comparison[HTTPResult, HTTPChange], error) {
	return compare(ctx, q, httpComparison, before, after, f)
}
