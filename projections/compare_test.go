package projections_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/pattern"
	"domainflow/projections"
)

// status is a DNS result without anything else.
func status(s campaign.DNSStatus, addrs ...string) *campaign.DNSResult {
	r := &campaign.DNSResult{Status: s, CheckedAt: checked}
	for _, a := range addrs {
		if r.Records == nil {
			r.Records = &campaign.Records{MinTTL: uint32(len(a))}
		}
		if addr := netip.MustParseAddr(a); addr.Is4() {
			r.Records.A = append(r.Records.A, addr)
		} else {
			r.Records.AAAA = append(r.Records.AAAA, addr)
		}
	}
	return r
}

func TestDNSChanges(t *testing.T) {
	t.Parallel()
	const (
		resolved, unresolved, timeout, failed = campaign.DNSResolved, campaign.DNSUnresolved, campaign.DNSTimeout, campaign.DNSError
		one, two, six                         = "192.0.2.1", "192.0.2.2", "2001:db8::1"
	)
	cases := []struct {
		before, after *campaign.DNSResult
		want          []projections.DNSChange
	}{
		{status(resolved, one), status(resolved, one), nil},
		{status(unresolved), status(unresolved), nil},
		{status(timeout), status(timeout), nil},
		{status(unresolved), status(resolved, one), []projections.DNSChange{"newly_resolved"}},
		{status(timeout), status(resolved, one), []projections.DNSChange{"newly_resolved"}},
		{status(resolved, one), status(unresolved), []projections.DNSChange{"gone"}},
		{status(resolved, one), status(failed), []projections.DNSChange{"gone"}},
		{status(resolved, one), status(resolved, two), []projections.DNSChange{"address_changed"}},
		{status(resolved, one), status(resolved, one, two), []projections.DNSChange{"address_changed"}},
		{status(resolved, one, two), status(resolved, one), []projections.DNSChange{"address_changed"}},
		{status(resolved, one), status(resolved, one, six), []projections.DNSChange{"address_changed"}},
		{status(resolved, six), status(resolved, one), []projections.DNSChange{"address_changed"}},
		{status(resolved), status(resolved, one), []projections.DNSChange{"address_changed"}},
		{status(resolved, one, two, six), status(resolved, six, two, one), nil},
		{status(resolved, one, one), status(resolved, one), nil},
		{status(unresolved), status(timeout), []projections.DNSChange{"status_changed"}},
		{status(failed), status(timeout), []projections.DNSChange{"status_changed"}},
		{status(resolved, one), nil, []projections.DNSChange{"only_before"}},
		{nil, status(unresolved), []projections.DNSChange{"only_after"}},
		{nil, nil, nil},
	}
	r := newRig(t)
	p, source, before, after := r.start(), newID(), newID(), newID()
	r.append(campaign.Category, source, generation("g"), startedWith(0, 100))
	r.append(campaign.Category, before, dnsCampaign("before", source))
	r.append(campaign.Category, after, dnsCampaign("after", source))
	var first, second campaign.NamesResolved
	summary := map[projections.DNSChange]int64{}
	for _, c := range projections.DNSChanges {
		summary[c] = 0
	}
	want := map[int64][]projections.DNSChange{}
	for i, c := range cases {
		for event, result := range map[*campaign.NamesResolved]*campaign.DNSResult{&first: c.before, &second: c.after} {
			if result != nil {
				result.Ordinal, result.Name = int64(i), nameOf(int64(i))
				event.Add(*result)
			}
		}
		for _, change := range c.want {
			summary[change]++
			want[int64(i)] = append(want[int64(i)], change)
		}
	}
	r.part(before, first)
	r.part(after, second)
	last := r.reach(p)
	page, err := p.Queries().CompareDNS(t.Context(), before, after, projections.ChangeFilter[projections.DNSChange]{})
	require.NoError(t, err)
	require.Equal(t, last, page.Sequence)
	require.Nil(t, page.NextCursor)
	require.Equal(t, summary, page.Summary)
	got := map[int64][]projections.DNSChange{}
	for _, item := range page.Items {
		got[*item.Ordinal] = item.Change
		c := cases[*item.Ordinal]
		require.Equal(t, nameOf(*item.Ordinal), item.DomainName)
		require.Equal(t, c.before == nil, item.Before == nil)
		require.Equal(t, c.after == nil, item.After == nil)
		if item.Before != nil {
			require.Equal(t, c.before.Status, item.Before.Status)
			require.Equal(t, item.DomainName, item.Before.DomainName)
		}
		if item.After != nil {
			require.Equal(t, c.after.Status, item.After.Status)
			require.Equal(t, item.DomainName, item.After.DomainName)
		}
	}
	require.Equal(t, want, got)

	// The other way round every change has its counterpart.
	back, err := p.Queries().CompareDNS(t.Context(), after, before, projections.ChangeFilter[projections.DNSChange]{})
	require.NoError(t, err)
	require.Len(t, back.Items, len(page.Items))
	for change, opposite := range map[projections.DNSChange]projections.DNSChange{
		"newly_resolved": "gone", "gone": "newly_resolved", "only_before": "only_after", "only_after": "only_before",
		"address_changed": "address_changed", "status_changed": "status_changed",
	} {
		require.Equal(t, page.Summary[change], back.Summary[opposite], change)
		require.Positive(t, page.Summary[change], change)
	}
}

func TestHTTPChanges(t *testing.T) {
	t.Parallel()
	fetched := func(s campaign.HTTPStatus, hash, title string) *campaign.PageResult {
		if hash != "" {
			hash = strings.Repeat(hash, 64)
		}
		return &campaign.PageResult{Status: s, ContentHash: hash, Title: title, CheckedAt: checked}
	}
	const match, none, failed, timeout = campaign.HTTPMatch, campaign.HTTPNoMatch, campaign.HTTPError, campaign.HTTPTimeout
	type changes = []projections.HTTPChange
	cases := []struct {
		before, after *campaign.PageResult
		want          changes
	}{
		{fetched(match, "a", "t"), fetched(match, "a", "t"), nil},
		{fetched(timeout, "", ""), fetched(timeout, "", ""), nil},
		{fetched(none, "a", "t"), fetched(match, "a", "t"), changes{"newly_matching"}},
		{fetched(timeout, "", ""), fetched(match, "a", "t"), changes{"newly_matching"}},
		{fetched(none, "a", "t"), fetched(match, "b", "t"), changes{"newly_matching", "content_changed"}},
		{fetched(match, "a", "t"), fetched(none, "b", "u"), changes{"no_longer_matching", "content_changed", "title_changed"}},
		{fetched(match, "a", "t"), fetched(timeout, "", ""), changes{"no_longer_matching"}},
		{fetched(none, "a", "t"), fetched(none, "b", "t"), changes{"content_changed"}},
		{fetched(none, "a", "t"), fetched(none, "b", "u"), changes{"content_changed", "title_changed"}},
		{fetched(none, "a", ""), fetched(none, "b", "u"), changes{"content_changed", "title_changed"}},
		{fetched(none, "a", "t"), fetched(failed, "b", "t"), changes{"content_changed", "status_changed"}},
		{fetched(none, "a", "t"), fetched(failed, "a", "t"), changes{"status_changed"}},
		{fetched(none, "a", "t"), fetched(timeout, "", ""), changes{"status_changed"}},
		{fetched(match, "a", "t"), nil, changes{"only_before"}},
		{nil, fetched(none, "a", "t"), changes{"only_after"}},
	}
	r := newRig(t)
	p, source, before, after := r.start(), newID(), newID(), newID()
	r.append(campaign.Category, before, httpCampaign("before", source))
	r.append(campaign.Category, after, httpCampaign("after", source))
	var first, second campaign.PagesChecked
	want, summary := map[int64]changes{}, map[projections.HTTPChange]int64{}
	for _, c := range projections.HTTPChanges {
		summary[c] = 0
	}
	for i, c := range cases {
		for event, result := range map[*campaign.PagesChecked]*campaign.PageResult{&first: c.before, &second: c.after} {
			if result != nil {
				result.Ordinal, result.Name = int64(i), "xn--bcher-kva.com"
				event.Pages = append(event.Pages, *result)
			}
		}
		for _, change := range c.want {
			summary[change]++
			want[int64(i)] = append(want[int64(i)], change)
		}
	}
	r.part(before, first)
	r.part(after, second)
	r.reach(p)
	page, err := p.Queries().CompareHTTP(t.Context(), before, after, projections.ChangeFilter[projections.HTTPChange]{})
	require.NoError(t, err)
	got := map[int64]changes{}
	for _, item := range page.Items {
		got[*item.Ordinal] = item.Change
		require.Equal(t, "bücher.com", item.DisplayName)
	}
	require.Equal(t, want, got)
	require.Equal(t, summary, page.Summary)
	for _, change := range projections.HTTPChanges {
		require.Positive(t, page.Summary[change], change)
	}
}

// Pages of a comparison are complete, far apart, filtered or not.
func TestComparisonsPage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, source, before, after := r.start(), newID(), newID(), newID()
	r.append(campaign.Category, before, dnsCampaign("before", source))
	r.append(campaign.Category, after, dnsCampaign("after", source))
	places := append(between(0, 30), 19_999, 20_000, 600_000, 600_001, 1_700_000)
	r.part(before, resolved(append(places, 5_000)...))
	r.part(after, resolved(5_000, 1_900_000))
	r.reach(p)
	list := func(limit int, changes ...projections.DNSChange) (found []int64, summaries int) {
		paging := projections.Paging{Limit: limit}
		for {
			page, err := p.Queries().CompareDNS(t.Context(), before, after, projections.ChangeFilter[projections.DNSChange]{Change: changes, Paging: paging})
			require.NoError(t, err)
			require.LessOrEqual(t, len(page.Items), limit)
			found = append(found, ordinals(page.Items, func(c projections.Change[projections.DNSResult, projections.DNSChange]) int64 { return *c.Ordinal })...)
			if page.Summary != nil {
				summaries++
				require.EqualValues(t, len(places), page.Summary[projections.DNSOnlyBefore])
				require.EqualValues(t, 1, page.Summary[projections.DNSOnlyAfter], "whatever the filter")
			}
			if page.NextCursor == nil {
				return found, summaries
			}
			paging.Cursor = *page.NextCursor
		}
	}
	for _, limit := range []int{1, 7, 35, 36, 1000} {
		found, summaries := list(limit)
		require.Equal(t, append(places, 1_900_000), found)
		require.Equal(t, 1, summaries, "on the first page only")
		found, _ = list(limit, projections.DNSOnlyBefore, projections.DNSGone)
		require.Equal(t, places, found)
		found, _ = list(limit, projections.DNSOnlyAfter)
		require.Equal(t, []int64{1_900_000}, found)
		found, _ = list(limit, projections.DNSGone)
		require.Empty(t, found)
	}

	q, none := p.Queries(), projections.ChangeFilter[projections.DNSChange]{}
	none.Limit = 1
	first, err := q.CompareDNS(t.Context(), before, after, none)
	require.NoError(t, err)
	none.Cursor = *first.NextCursor
	_, err = q.CompareDNS(t.Context(), after, before, none)
	require.ErrorIs(t, err, projections.ErrCursor, "another comparison")
	none.Cursor = forge(t, *first.NextCursor, `"n":0`, `"n":99999999999999`)
	beyond, err := q.CompareDNS(t.Context(), before, after, none)
	require.NoError(t, err)
	require.Empty(t, beyond.Items)
	require.Nil(t, beyond.NextCursor)
}

// Runs can be compared when their names come from one source, near or far, also
// one that was deleted, or from one pattern.
func TestComparableRuns(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.start()
	q := p.Queries()
	made := func(e campaign.Created, more ...domain.Event) string {
		id := newID()
		r.append(campaign.Category, id, append([]domain.Event{e}, more...)...)
		return id
	}
	reserved := func(hash string, from int64) string {
		id := made(generation("g"), startedWith(from, from+10))
		r.append(pattern.Category, hash, pattern.RangeReserved{CampaignID: id, From: domain.BigOf(from), To: domain.BigOf(from + 10)})
		return id
	}
	low, high, other, list := reserved("hash", 0), reserved("hash", 10), reserved("other", 0), made(listCampaign("l"))
	dns := func(source string) string { return made(dnsCampaign("d", source)) }
	http := func(source string) string { return made(httpCampaign("h", source)) }
	low1, low2, high1, other1, list1, list2 := dns(low), dns(low), dns(high), dns(other), dns(list), dns(list)
	lowPages, lowPages2, highPages, listPages := http(low1), http(low2), http(high1), http(list1)
	for _, id := range []string{low1, low2, high1} {
		r.part(id, resolved(0, 1))
	}
	for _, id := range []string{lowPages, lowPages2, highPages} {
		r.part(id, pages(0, 1))
	}
	r.reach(p)
	compareDNS := func(before, after string) (projections.Comparison[projections.DNSResult, projections.DNSChange], error) {
		return q.CompareDNS(t.Context(), before, after, projections.ChangeFilter[projections.DNSChange]{})
	}
	compareHTTP := func(before, after string) (projections.Comparison[projections.HTTPResult, projections.HTTPChange], error) {
		return q.CompareHTTP(t.Context(), before, after, projections.ChangeFilter[projections.HTTPChange]{})
	}
	for _, pair := range [][2]string{{low1, low2}, {low1, low1}, {list1, list2}} {
		same, err := compareDNS(pair[0], pair[1])
		require.NoError(t, err)
		require.Empty(t, same.Items)
	}
	same, err := compareHTTP(lowPages, lowPages2)
	require.NoError(t, err)
	require.Empty(t, same.Items, "they have a source of a source in common")

	// Two ranges of a pattern have no name in common, and are told in the order
	// of their offsets, whichever is asked for first.
	for _, c := range []struct{ before, after string }{{low1, high1}, {high1, low1}} {
		apart, err := compareDNS(c.before, c.after)
		require.NoError(t, err)
		require.EqualValues(t, 2, apart.Summary["only_before"])
		require.EqualValues(t, 2, apart.Summary["only_after"])
		require.Len(t, apart.Items, 4)
		for i, item := range apart.Items {
			require.Nil(t, item.Ordinal)
			require.Equal(t, (i < 2) == (c.before == low1), item.Before != nil, i)
		}
		paged := walk(t, 1, func() {}, func(paging projections.Paging) (projections.Page[projections.Change[projections.DNSResult, projections.DNSChange]], error) {
			page, err := q.CompareDNS(t.Context(), c.before, c.after, projections.ChangeFilter[projections.DNSChange]{Paging: paging})
			return projections.Page[projections.Change[projections.DNSResult, projections.DNSChange]]{Items: page.Items, NextCursor: page.NextCursor}, err
		})
		require.Equal(t, apart.Items, paged)
	}
	apart, err := compareHTTP(highPages, lowPages)
	require.NoError(t, err)
	require.Len(t, apart.Items, 4)

	for _, pair := range [][2]string{{low1, other1}, {low1, list1}, {list1, low1}, {low1, lowPages}, {low1, low}, {low1, newID()}} {
		_, err := compareDNS(pair[0], pair[1])
		require.ErrorIs(t, err, projections.ErrNotComparable)
	}
	_, err = compareHTTP(lowPages, listPages)
	require.ErrorIs(t, err, projections.ErrNotComparable)
	for _, id := range []string{newID(), low, lowPages, "", "\x00"} {
		_, err := compareDNS(id, low1)
		require.ErrorIs(t, err, projections.ErrNotFound)
	}

	// What was deleted has been a source all the same.
	r.append(campaign.Category, low, campaign.Deleted{})
	r.append(campaign.Category, list, campaign.Deleted{})
	r.reach(p)
	_, err = compareDNS(list1, list2)
	require.NoError(t, err)
	_, err = compareDNS(low1, high1)
	require.NoError(t, err)
	_, err = compareHTTP(lowPages, lowPages2)
	require.NoError(t, err)
}
