package rest_test

import (
	"net/http"
	"net/netip"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
)

// rerun is a second run over the names of a chain, with a change in each step.
func (r *rig) rerun(p chain) (resolved, pages, last string) {
	r.t.Helper()
	resolved = r.create(dnsPath, object{"name": "again", "sourceCampaignId": p.names, "personaIds": []string{p.dns}})
	pages = r.create(httpPath, object{"name": "again", "sourceCampaignId": resolved, "personaIds": []string{p.browser}, "adHocKeywords": []string{"x"}})
	var e campaign.NamesResolved
	for ordinal, name := range []string{"aashop.com", "", "abshop.com", "bashop.co.uk"} {
		if name != "" {
			e.Add(campaign.DNSResult{Ordinal: int64(ordinal), Name: name, Status: campaign.DNSResolved, CheckedAt: checkedAt,
				Records: &campaign.Records{A: []netip.Addr{netip.MustParseAddr("192.0.2.1")}}})
		}
	}
	r.part(resolved, e, e.Counts())
	checked := campaign.PagesChecked{Pages: []campaign.PageResult{
		{Ordinal: 0, Name: "aashop.com", Status: campaign.HTTPNoMatch, StatusCode: 200, CheckedAt: checkedAt, ContentHash: testHash},
		{Ordinal: 2, Name: "abshop.com", Status: campaign.HTTPNoMatch, StatusCode: 200, CheckedAt: checkedAt, ContentHash: testHash},
	}}
	return resolved, pages, strconv.FormatUint(r.part(pages, checked, checked.Counts()), 10)
}

// changesOf are the changes of a comparison by name.
func changesOf(page object) object {
	out := object{}
	for _, item := range page["items"].([]any) {
		out[item.(object)["domainName"].(string)] = item.(object)["change"]
	}
	return out
}

func TestCompare(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.chain()
	resolved, pages, last := r.rerun(p)
	dns := campaignsPath + "/" + p.resolved + "/compare?minSequence=" + last + "&with=" + resolved
	answer := r.get(dns)
	page := answer.is(http.StatusOK)
	require.Equal(t, object{"abshop.com": []any{"newly_resolved"}, "bashop.co.uk": []any{"newly_resolved"}}, changesOf(page))
	require.Equal(t, object{"newly_resolved": 2.0, "gone": 0.0, "address_changed": 0.0, "status_changed": 0.0, "only_before": 0.0, "only_after": 0.0},
		page["summary"])
	require.EqualValues(t, answer.sequence(), page["sequence"])
	require.Contains(t, page, "nextCursor")
	first := page["items"].([]any)[0].(object)
	require.Equal(t, []any{2.0, "unresolved", "resolved"}, []any{first["ordinal"], first["before"].(object)["status"], first["after"].(object)["status"]})

	one := r.get(dns + "&limit=1").is(http.StatusOK)
	require.Len(t, one["items"], 1)
	next := r.get(dns + "&limit=1&cursor=" + one["nextCursor"].(string)).is(http.StatusOK)
	require.Equal(t, object{"bashop.co.uk": []any{"newly_resolved"}}, changesOf(next))
	require.NotContains(t, next, "summary")
	require.Empty(t, changesOf(r.get(dns+"&change=gone&change=only_after").is(http.StatusOK)))
	r.get(dns+"&change=gone&cursor="+one["nextCursor"].(string)).fails(http.StatusBadRequest, "CURSOR_INVALID")

	web := campaignsPath + "/" + p.pages + "/compare?with=" + pages
	page = r.get(web).is(http.StatusOK)
	require.Equal(t, object{"aashop.com": []any{"no_longer_matching"}, "abshop.com": []any{"only_after"}}, changesOf(page))
	require.NotContains(t, page["items"].([]any)[1], "before")
	require.EqualValues(t, 1, page["summary"].(object)["only_after"])
	require.Equal(t, object{"abshop.com": []any{"only_after"}}, changesOf(r.get(web+"&change=only_after&change=content_changed").is(http.StatusOK)))
}

func TestWhatCannotBeCompared(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.chain()
	other := r.create(generatePath, generation(object{"constantString": "other"}))
	stranger := r.create(dnsPath, object{"name": "x", "sourceCampaignId": other, "personaIds": []string{p.dns}})
	compare := func(id, with, more string) reply {
		return r.get(campaignsPath + "/" + id + "/compare?with=" + with + more)
	}
	const unacceptable = http.StatusUnprocessableEntity
	for _, pair := range [][2]string{{p.names, other}, {p.names, p.names}, {p.resolved, p.pages}, {p.resolved, p.names}, {p.resolved, stranger}} {
		require.Equal(t, fields{"with": "NOT_COMPARABLE"}, compare(pair[0], pair[1], "").fails(unacceptable, "NOT_COMPARABLE"))
	}
	require.Equal(t, fields{"with": "not_found"}, compare(p.resolved, newID(), "").fails(unacceptable, "VALIDATION_ERROR"))
	compare(newID(), p.resolved, "").fails(http.StatusNotFound, "NOT_FOUND")
	require.Equal(t, fields{"with": "invalid"}, compare(p.resolved, "x", "").fails(http.StatusBadRequest, "BAD_REQUEST"))
	require.Equal(t, fields{"with": "invalid"}, r.get(campaignsPath+"/"+p.resolved+"/compare").fails(http.StatusBadRequest, "BAD_REQUEST"))
	require.Equal(t, fields{"change[0]": "invalid"}, compare(p.resolved, p.resolved, "&change=score_changed").fails(http.StatusBadRequest, "BAD_REQUEST"))
	require.Equal(t, fields{"change[1]": "invalid"},
		compare(p.resolved, p.resolved, "&change=gone&change=title_changed").fails(http.StatusBadRequest, "BAD_REQUEST"))
	require.Empty(t, changesOf(compare(p.resolved, p.resolved, "").is(http.StatusOK)))
}
