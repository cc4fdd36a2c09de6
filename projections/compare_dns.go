package projections

import (
	"context"

	"domainflow/domain/campaign"
)

// DNSChange is how the DNS results of one name differ.
type DNSChange string

// DNSChanges is the closed set. One name may have several, but for those of a
// missing result, which has nothing to compare; pending is a missing result.
const (
	// DNSNewlyResolved: not resolved before, resolved after.
	DNSNewlyResolved DNSChange = "newly_resolved"
	// DNSGone: resolved before, not resolved after.
	DNSGone DNSChange = "gone"
	// DNSAddressChanged: resolved both times, to other addresses. Their order
	// does not matter.
	DNSAddressChanged DNSChange = "address_changed"
	// DNSStatusChanged: not resolved both times, with another status.
	DNSStatusChanged DNSChange = "status_changed"
	// DNSOnlyBefore and DNSOnlyAfter: the other run has no result.
	DNSOnlyBefore DNSChange = onlyBefore
	DNSOnlyAfter  DNSChange = onlyAfter
)

// DNSChanges lists the set.
var DNSChanges = []DNSChange{DNSNewlyResolved, DNSGone, DNSAddressChanged, DNSStatusChanged, DNSOnlyBefore, DNSOnlyAfter}

// addresses of a result, as a set.
func addresses(side, family string) string {
	return "COALESCE((" + side + ".records->'" + family + "')::jsonb, '[]')"
}

// sameSet is true for arrays that contain each other: @> looks neither at
// order nor at repetitions (PostgreSQL 15 manual, 8.14.3).
func sameSet(a, b string) string { return a + " @> " + b + " AND " + b + " @> " + a }

// Status 1 is `resolved`. The records are looked at last: reading JSON costs
// most.
var dnsComparison = &comparing[DNSResult, DNSChange]{
	kind: campaign.DNS, table: "dns_results", columns: "status, records", result: dnsColumns, scan: scanDNSResult,
	about: func(r *DNSResult) (string, string) { return r.DomainName, r.DisplayName },
	changes: []differing[DNSChange]{
		{DNSNewlyResolved, "a.status <> 1 AND b.status = 1"},
		{DNSGone, "a.status = 1 AND b.status <> 1"},
		{DNSAddressChanged, "CASE WHEN a.status = 1 AND b.status = 1 THEN NOT (" +
			sameSet(addresses("a", "a"), addresses("b", "a")) + " AND " + sameSet(addresses("a", "aaaa"), addresses("b", "aaaa")) +
			") ELSE false END"},
		{DNSStatusChanged, "a.status <> 1 AND b.status <> 1 AND a.status <> b.status"},
		{change: DNSOnlyBefore},
		{change: DNSOnlyAfter},
	},
}

// CompareDNS answers one page of what has changed from one DNS campaign to
// another of the same source or pattern, ErrNotFound for an unknown first one,
// or ErrNotComparable.
func (q *Queries) CompareDNS(ctx context.Context, before, after string, f ChangeFilter[DNSChange]) (Comparison[DNSResult, DNSChange], error) {
	return compare(ctx, q, dnsComparison, before, after, f)
}
