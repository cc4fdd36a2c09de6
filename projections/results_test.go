package projections_test

import (
	"encoding/json"
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/projections"
)

func flag(b bool) *bool { return &b }

func ordinals[T any](items []T, of func(T) int64) []int64 {
	out := []int64{}
	for _, item := range items {
		out = append(out, of(item))
	}
	return out
}

// only are the ordinals of [first, end) that fit.
func only(first, end int64, fits func(int64) bool) []int64 {
	return slices.DeleteFunc(between(first, end), func(o int64) bool { return !fits(o) })
}

var all = projections.Paging{Limit: 1000}

func TestNamesAreWhatWasGenerated(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, id := r.start(), newID()
	r.append(campaign.Category, id, generation("g"), startedWith(1000, 1100))
	r.part(id, names(0, 100, true))
	last := r.reach(p)
	page, err := p.Queries().Names(t.Context(), id, projections.NamesFilter{Paging: all})
	require.NoError(t, err)
	require.Equal(t, last, page.Sequence)
	require.Nil(t, page.NextCursor)
	want := only(0, 100, func(o int64) bool { return o%10 != 9 })
	require.Equal(t, want, ordinals(page.Items, func(n projections.Name) int64 { return n.Ordinal }))
	offset := domain.BigOf(1001)
	require.Equal(t, projections.Name{
		DomainName: nameOf(1), TLD: "co.uk", Ordinal: 1, Offset: &offset, GeneratedAt: projections.TimeOf(r.clock),
	}, page.Items[1])

	for name, c := range map[string]struct {
		filter projections.NamesFilter
		fits   func(int64) bool
	}{
		"tld":         {projections.NamesFilter{TLD: "co.uk"}, func(o int64) bool { return o%2 == 1 }},
		"tld dot":     {projections.NamesFilter{TLD: ".COM"}, func(o int64) bool { return o%2 == 0 }},
		"half a tld":  {projections.NamesFilter{TLD: "uk"}, func(int64) bool { return false }},
		"prefix":      {projections.NamesFilter{Query: "N000001"}, func(o int64) bool { return o/10 == 1 }},
		"no wildcard": {projections.NamesFilter{Query: "n%"}, func(int64) bool { return false }},
		"NUL":         {projections.NamesFilter{Query: "n\x00", TLD: "\xff"}, func(int64) bool { return false }},
	} {
		c.filter.Paging = all
		page, err := p.Queries().Names(t.Context(), id, c.filter)
		require.NoError(t, err, name)
		want := only(0, 100, func(o int64) bool { return o%10 != 9 && c.fits(o) })
		require.Equal(t, want, ordinals(page.Items, func(n projections.Name) int64 { return n.Ordinal }), name)
	}
}

func TestDNSResultsAreWhatWasResolved(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, source, id := r.start(), newID(), newID()
	r.append(campaign.Category, source, generation("g"))
	r.append(campaign.Category, id, dnsCampaign("d", source))
	rich := dnsResult(400)
	rich.Records = &campaign.Records{
		A: []netip.Addr{netip.MustParseAddr("10.0.0.1")}, AAAA: []netip.Addr{netip.MustParseAddr("2001:db8::1")},
		MX: []campaign.MX{{Preference: 10, Host: "mx"}}, TXT: []string{"a", "b"}, SOA: &campaign.SOA{MName: "ns", Serial: 7},
		MinTTL: 60, PrivateAddress: true, Truncated: true,
	}
	var more campaign.NamesResolved
	more.Add(rich)
	r.part(id, resolved(between(0, 400)...))
	r.part(id, more)
	r.reach(p)
	results := func(f projections.DNSFilter) []projections.DNSResult {
		f.Paging = all
		page, err := p.Queries().DNSResults(t.Context(), id, f)
		require.NoError(t, err)
		require.Nil(t, page.NextCursor)
		return page.Items
	}
	everything := results(projections.DNSFilter{})
	require.Len(t, everything, 401)
	noerror, nxdomain, ttl, richTTL := "NOERROR", "NXDOMAIN", uint32(300), uint32(60)
	base := projections.DNSResult{
		Resolver: "127.0.0.1:53", Transport: "udp", PersonaID: personaID, Attempts: 1, DurationMs: 12,
		CheckedAt: projections.TimeOf(checked),
	}
	want := base
	want.DomainName, want.Status, want.RCode, want.NameExists = nameOf(0), campaign.DNSResolved, &noerror, flag(true)
	want.Records, want.MinTTL = projections.DNSRecords{A: []string{"192.0.2.1"}}, &ttl
	require.Equal(t, want, everything[0])
	want = base
	want.DomainName, want.Ordinal, want.Status, want.RCode, want.NameExists = nameOf(2), 2, campaign.DNSUnresolved, &nxdomain, flag(false)
	require.Equal(t, want, everything[2])
	want = base
	want.DomainName, want.Ordinal, want.Status, want.Resolver = nameOf(1), 1, campaign.DNSTimeout, "127.0.0.2:53"
	want.ErrorCode, want.ErrorMessage = "TIMEOUT", "no answer"
	require.Equal(t, want, everything[1])
	want = base
	want.DomainName, want.Ordinal, want.Status, want.RCode, want.NameExists = nameOf(400), 400, campaign.DNSResolved, &noerror, flag(true)
	want.Records = projections.DNSRecords{
		A: []string{"10.0.0.1"}, AAAA: []string{"2001:db8::1"}, MX: rich.Records.MX, TXT: rich.Records.TXT, SOA: rich.Records.SOA,
	}
	want.MinTTL, want.PrivateAddress, want.RecordsTruncated = &richTTL, true, true
	require.Equal(t, want, everything[400])

	is := func(statuses ...campaign.DNSStatus) func(int64) bool {
		return func(o int64) bool { return slices.Contains(statuses, dnsStatusOf(o)) }
	}
	for name, c := range map[string]struct {
		filter projections.DNSFilter
		fits   func(int64) bool
	}{
		"common status": {projections.DNSFilter{Status: []campaign.DNSStatus{campaign.DNSUnresolved}}, is(campaign.DNSUnresolved)},
		"rare statuses": {projections.DNSFilter{Status: []campaign.DNSStatus{campaign.DNSTimeout, campaign.DNSError}},
			is(campaign.DNSTimeout, campaign.DNSError)},
		"mixed": {projections.DNSFilter{Status: []campaign.DNSStatus{campaign.DNSTimeout, campaign.DNSUnresolved}},
			is(campaign.DNSTimeout, campaign.DNSUnresolved)},
		"unknown status": {projections.DNSFilter{Status: []campaign.DNSStatus{"nonsense"}}, is()},
		"rcode":          {projections.DNSFilter{RCode: "NOERROR"}, is(campaign.DNSResolved)},
		"resolver":       {projections.DNSFilter{Resolver: "127.0.0.2:53"}, func(o int64) bool { return o%2 == 1 }},
		"persona":        {projections.DNSFilter{PersonaID: personaID}, func(int64) bool { return true }},
		"other persona":  {projections.DNSFilter{PersonaID: "not a uuid"}, is()},
		"prefix and status": {projections.DNSFilter{Query: "n000001", Status: []campaign.DNSStatus{campaign.DNSResolved}},
			func(o int64) bool { return o/10 == 1 && o%4 == 0 }},
	} {
		got := ordinals(results(c.filter), func(d projections.DNSResult) int64 { return d.Ordinal })
		require.Equal(t, only(0, 401, c.fits), got, name)
	}
}

func TestHTTPResultsAreWhatWasChecked(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, id := r.start(), newID()
	r.append(campaign.Category, id, httpCampaign("h", newID()))
	verified := true
	rich := page(200)
	rich.TLSVerified, rich.TLSVersion, rich.Language, rich.Truncated = &verified, "TLS13", "de", true
	rich.Redirects = []campaign.Redirect{{URL: "https://a", StatusCode: 301}}
	r.part(id, pages(between(0, 200)...))
	r.part(id, campaign.PagesChecked{Pages: []campaign.PageResult{rich}})
	r.reach(p)
	results := func(f projections.HTTPFilter) []projections.HTTPResult {
		f.Paging = all
		page, err := p.Queries().HTTPResults(t.Context(), id, f)
		require.NoError(t, err)
		return page.Items
	}
	everything := results(projections.HTTPFilter{})
	require.Len(t, everything, 201)
	for i, o := range []int64{0, 1, 12} {
		require.Equal(t, asJSON(t, page(o)), asJSON(t, everything[o]), i)
	}
	require.Equal(t, asJSON(t, rich), asJSON(t, everything[200]))

	isMatch := func(o int64) bool { return o%8 == 0 }
	isTimeout := func(o int64) bool { return o%8 != 0 && o%12 == 0 }
	for name, c := range map[string]struct {
		filter projections.HTTPFilter
		fits   func(int64) bool
	}{
		"match":            {projections.HTTPFilter{Status: []campaign.HTTPStatus{campaign.HTTPMatch}}, isMatch},
		"no match":         {projections.HTTPFilter{Status: []campaign.HTTPStatus{campaign.HTTPNoMatch}}, func(o int64) bool { return !isMatch(o) && !isTimeout(o) }},
		"has keywords":     {projections.HTTPFilter{HasKeywords: flag(true)}, isMatch},
		"has no keywords":  {projections.HTTPFilter{HasKeywords: flag(false)}, func(o int64) bool { return !isMatch(o) }},
		"set":              {projections.HTTPFilter{KeywordSetID: keywordSetID}, isMatch},
		"other set":        {projections.HTTPFilter{KeywordSetID: newID()}, func(int64) bool { return false }},
		"rule":             {projections.HTTPFilter{RuleID: "rule-8"}, func(o int64) bool { return o%16 == 8 }},
		"category":         {projections.HTTPFilter{Category: "brand"}, isMatch},
		"category quoting": {projections.HTTPFilter{Category: `"}]`}, func(int64) bool { return false }},
		"status code":      {projections.HTTPFilter{StatusCode: 200}, func(o int64) bool { return !isTimeout(o) }},
		"persona":          {projections.HTTPFilter{PersonaID: personaID}, func(int64) bool { return true }},
		"hash":             {projections.HTTPFilter{ContentHash: page(1).ContentHash}, func(o int64) bool { return o%3 == 1 }},
		"prefix":           {projections.HTTPFilter{Query: nameOf(17)}, func(o int64) bool { return o == 17 }},
	} {
		got := ordinals(results(c.filter), func(h projections.HTTPResult) int64 { return h.Ordinal })
		require.Equal(t, only(0, 201, c.fits), got, name)
	}
}

// asJSON is the members of a value, without those that are empty lists: an
// answer always has matches.
func asJSON(t *testing.T, value any) map[string]any {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	var members map[string]any
	require.NoError(t, json.Unmarshal(text, &members))
	for name, v := range members {
		if list, ok := v.([]any); ok && len(list) == 0 {
			delete(members, name)
		}
	}
	return members
}

func TestStrangeTextsAreStoredWithoutNULAndAsUTF8(t *testing.T) {
	t.Parallel()
	const bad, good = "a\x00\xff\u2028\\u0000z", "a\uFFFD\u2028\\u0000z"
	r := newRig(t)
	p, gen, dns, web := r.start(), newID(), newID(), newID()
	g := generation(bad)
	g.Description, g.OwnerID, g.Params.Generation.ConstantString = bad, bad, bad
	r.append(campaign.Category, gen, g, campaign.Started{Reason: bad}, campaign.Paused{}, campaign.Resumed{},
		campaign.Completed{CompletionReason: bad})
	r.append(campaign.Category, dns, dnsCampaign(bad, bad))
	r.append(campaign.Category, web, httpCampaign(bad, bad))
	r.part(gen, campaign.NamesGenerated{Names: []string{bad}})
	var e campaign.NamesResolved
	e.Add(campaign.DNSResult{
		Name: bad, Status: campaign.DNSResolved, RCode: bad, Resolver: bad, Transport: bad, PersonaID: bad, ErrorCode: bad, ErrorMessage: bad,
		CheckedAt: checked, Records: &campaign.Records{TXT: []string{bad}, CNAME: []string{bad}},
	})
	e.Add(campaign.DNSResult{Ordinal: 1, Name: bad, Status: bad, CheckedAt: checked})
	r.part(dns, e)
	r.part(web, campaign.PagesChecked{Pages: []campaign.PageResult{{
		Name: bad, Status: bad, Title: bad, FinalURL: bad, Headers: map[string][]string{bad: {bad}}, ContentHash: bad, PersonaID: bad,
		Snippet: bad, CheckedAt: checked, ErrorCode: bad, ErrorMessage: bad,
		Matches: []campaign.Match{{KeywordSetID: bad, Category: bad, MatchedText: bad, Context: bad}},
	}}})
	r.strangeProfiles(bad)
	r.reach(p)
	q := p.Queries()

	c := r.campaign(p, gen)
	require.Equal(t, []string{good, good, good, good}, []string{c.Name, c.Description, c.OwnerID, string(c.CompletionReason)})
	names, err := q.Names(t.Context(), gen, projections.NamesFilter{Query: bad})
	require.NoError(t, err)
	require.Equal(t, good, names.Items[0].DomainName)
	results, err := q.DNSResults(t.Context(), dns, projections.DNSFilter{})
	require.NoError(t, err)
	require.Equal(t, []string{good}, results.Items[0].Records.TXT)
	require.Equal(t, good, results.Items[0].ErrorMessage)
	require.Empty(t, results.Items[1].Status)
	found, err := q.HTTPResults(t.Context(), web, projections.HTTPFilter{Category: bad})
	require.NoError(t, err)
	require.Equal(t, good, found.Items[0].Matches[0].Context)
	require.Equal(t, good, found.Items[0].Title)
	require.Equal(t, map[string][]string{good: {good}}, found.Items[0].Headers)
}
