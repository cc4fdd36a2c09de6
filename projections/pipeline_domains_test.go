package projections_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/domain/pipeline"
	"domainflow/projections"
)

// domains is a pipeline in the middle of its run: 200 names, of which the first
// 120 were resolved and the pages of the first 80 were fetched.
type domains struct {
	*rig
	p                    *projections.Projector
	id, names, dns, http string
}

func newDomains(t *testing.T) domains {
	r := newRig(t)
	d := domains{r, r.start(), newID(), newID(), newID(), newID()}
	r.append(campaign.Category, d.names, generation("g"), startedWith(0, 200))
	r.append(campaign.Category, d.dns, dnsCampaign("d", d.names), campaign.Started{})
	r.append(campaign.Category, d.http, httpCampaign("h", d.dns), campaign.Started{})
	r.append(pipeline.Category, d.id, pipeline.Created{Name: "p", Mode: pipeline.StepByStep, OwnerID: owner, Steps: []string{d.names, d.dns, d.http}})
	r.part(d.names, names(0, 200, true))
	r.part(d.dns, resolved(named(0, 120)...))
	r.part(d.http, pages(live(0, 80)...))
	r.reach(d.p)
	return d
}

// named are the ordinals that names gives a name.
func named(first, end int64) []int64 {
	return only(first, end, func(o int64) bool { return o%10 != 9 })
}

// live are those of them that resolve.
func live(first, end int64) []int64 {
	return only(first, end, func(o int64) bool { return o%10 != 9 && dnsStatusOf(o) == campaign.DNSResolved })
}

func (d domains) list(f projections.DomainFilter) []projections.Domain {
	d.t.Helper()
	return walk(d.t, 7, func() {}, func(paging projections.Paging) (projections.Page[projections.Domain], error) {
		f.Paging = paging
		return d.p.Queries().PipelineDomains(d.t.Context(), d.id, f)
	})
}

func (d domains) found(f projections.DomainFilter) []int64 {
	d.t.Helper()
	return ordinals(d.list(f), func(d projections.Domain) int64 { return d.Ordinal })
}

func TestPipelineDomainsJoinTheSteps(t *testing.T) {
	t.Parallel()
	d := newDomains(t)
	all := d.list(projections.DomainFilter{})
	require.Equal(t, named(0, 200), ordinals(all, func(d projections.Domain) int64 { return d.Ordinal }))
	byOrdinal := map[int64]projections.Domain{}
	for _, found := range all {
		byOrdinal[found.Ordinal] = found
	}
	addresses, none := []string{"192.0.2.1"}, []string{}
	for ordinal, want := range map[int64]projections.Domain{
		0:   {DNSStatus: "resolved", Addresses: addresses, HTTPStatus: "match", StatusCode: 200, Title: "a page", Keywords: []string{"shop"}},
		12:  {DNSStatus: "resolved", Addresses: addresses, HTTPStatus: "timeout", Title: "a page", Keywords: none},
		4:   {DNSStatus: "resolved", Addresses: addresses, HTTPStatus: "no_match", StatusCode: 200, Title: "a page", Keywords: none},
		1:   {DNSStatus: "timeout", Keywords: none},
		2:   {DNSStatus: "unresolved", Keywords: none},
		80:  {DNSStatus: "resolved", Addresses: addresses, HTTPStatus: "pending", Keywords: none},
		120: {DNSStatus: "pending", Keywords: none},
	} {
		want.DomainName, want.Ordinal = nameOf(ordinal), ordinal
		require.Equal(t, want, byOrdinal[ordinal])
	}

	dns := func(statuses ...projections.StepDNSStatus) projections.DomainFilter {
		return projections.DomainFilter{DNSStatus: statuses}
	}
	http := func(statuses ...projections.StepHTTPStatus) projections.DomainFilter {
		return projections.DomainFilter{HTTPStatus: statuses}
	}
	fits := func(fits func(projections.Domain) bool) []int64 {
		return only(0, 200, func(o int64) bool { found, ok := byOrdinal[o]; return ok && fits(found) })
	}
	for name, c := range map[string]struct {
		filter projections.DomainFilter
		fits   func(projections.Domain) bool
	}{
		"resolved":        {dns("resolved"), func(d projections.Domain) bool { return d.DNSStatus == "resolved" }},
		"common":          {dns("unresolved"), func(d projections.Domain) bool { return d.DNSStatus == "unresolved" }},
		"rare and common": {dns("unresolved", "timeout"), func(d projections.Domain) bool { return d.DNSStatus == "unresolved" || d.DNSStatus == "timeout" }},
		"not resolved":    {dns("pending"), func(d projections.Domain) bool { return d.DNSStatus == "pending" }},
		"or resolved":     {dns("pending", "resolved"), func(d projections.Domain) bool { return d.DNSStatus == "pending" || d.DNSStatus == "resolved" }},
		"match":           {http("match"), func(d projections.Domain) bool { return d.HTTPStatus == "match" }},
		"no match":        {http("no_match", "timeout"), func(d projections.Domain) bool { return d.HTTPStatus == "no_match" || d.HTTPStatus == "timeout" }},
		"not fetched":     {http("pending"), func(d projections.Domain) bool { return d.HTTPStatus == "pending" }},
		"or matching":     {http("pending", "match"), func(d projections.Domain) bool { return d.HTTPStatus == "pending" || d.HTTPStatus == "match" }},
		"keyword":         {projections.DomainFilter{Keyword: "shop"}, func(d projections.Domain) bool { return len(d.Keywords) > 0 }},
		"part of one":     {projections.DomainFilter{Keyword: "sho"}, func(projections.Domain) bool { return false }},
		"prefix":          {projections.DomainFilter{Query: "N000001"}, func(d projections.Domain) bool { return d.Ordinal/10 == 1 }},
		"nonsense":        {dns("nonsense"), func(projections.Domain) bool { return false }},
		"both steps": {projections.DomainFilter{DNSStatus: dns("resolved").DNSStatus, HTTPStatus: http("match").HTTPStatus, Keyword: "shop", Query: "n000000"},
			func(d projections.Domain) bool { return d.HTTPStatus == "match" && d.Ordinal < 10 }},
		"contradiction": {projections.DomainFilter{DNSStatus: dns("unresolved").DNSStatus, HTTPStatus: http("match").HTTPStatus},
			func(projections.Domain) bool { return false }},
		"none waits":         {projections.DomainFilter{DNSStatus: dns("pending").DNSStatus, HTTPStatus: http("pending").HTTPStatus}, func(projections.Domain) bool { return false }},
		"keyword or pending": {projections.DomainFilter{Keyword: "shop", HTTPStatus: http("pending", "match").HTTPStatus}, func(d projections.Domain) bool { return d.HTTPStatus == "match" }},
	} {
		require.Equal(t, fits(c.fits), d.found(c.filter), name)
	}
}

// What was deleted is in no view: the names of a pipeline are those of the
// first step that is left.
func TestPipelineDomainsWithoutSomeSteps(t *testing.T) {
	t.Parallel()
	gone := func(d domains, steps ...string) domains {
		for _, id := range steps {
			d.append(campaign.Category, id, campaign.Deleted{})
		}
		d.reach(d.p)
		return d
	}
	nothing := []int64{}
	d := newDomains(t)
	gone(d, d.names)
	require.Equal(t, named(0, 120), d.found(projections.DomainFilter{}), "what was resolved")
	require.Equal(t, nothing, d.found(projections.DomainFilter{DNSStatus: []projections.StepDNSStatus{"pending"}}))
	require.Equal(t, live(80, 120), d.found(projections.DomainFilter{HTTPStatus: []projections.StepHTTPStatus{"pending"}}))
	gone(d, d.dns)
	require.Equal(t, live(0, 80), d.found(projections.DomainFilter{}), "what was fetched")
	gone(d, d.http)
	page, err := d.p.Queries().PipelineDomains(t.Context(), d.id, projections.DomainFilter{})
	require.NoError(t, err)
	require.Equal(t, projections.Page[projections.Domain]{Items: []projections.Domain{}, Sequence: d.p.Sequence()}, page)

	d = newDomains(t)
	gone(d, d.dns)
	all := d.list(projections.DomainFilter{})
	require.Len(t, all, 180)
	for _, found := range all {
		require.Empty(t, found.DNSStatus)
		require.Empty(t, found.Addresses)
		require.NotEqual(t, projections.StepHTTPStatus("pending"), found.HTTPStatus, "nobody knows what would be fetched")
	}
	require.Equal(t, live(0, 80), d.found(projections.DomainFilter{HTTPStatus: []projections.StepHTTPStatus{"match", "no_match", "timeout", "pending"}}))
	require.Equal(t, nothing, d.found(projections.DomainFilter{DNSStatus: []projections.StepDNSStatus{"resolved"}}))
	require.NotEmpty(t, d.found(projections.DomainFilter{Keyword: "shop"}))

	d = newDomains(t)
	gone(d, d.http)
	require.Len(t, d.found(projections.DomainFilter{}), 180)
	require.Equal(t, nothing, d.found(projections.DomainFilter{Keyword: "shop"}))
	require.Equal(t, nothing, d.found(projections.DomainFilter{HTTPStatus: []projections.StepHTTPStatus{"pending"}}))
	require.Empty(t, d.list(projections.DomainFilter{DNSStatus: []projections.StepDNSStatus{"resolved"}})[0].HTTPStatus)
}

func TestPipelineDomainsOfAListAndOfNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, id, list, dns := r.start(), newID(), newID(), newID()
	r.append(campaign.Category, list, listCampaign("l"), campaign.Started{})
	r.append(campaign.Category, dns, dnsCampaign("d", list))
	r.append(pipeline.Category, id, pipeline.Created{Name: "p", Mode: pipeline.StepByStep, OwnerID: owner, Steps: []string{list, dns}})
	r.part(list, listed(0, 5))
	r.part(list, listed(600_000, 5))
	last := r.reach(p)
	page, err := p.Queries().PipelineDomains(t.Context(), id, projections.DomainFilter{Paging: projections.Paging{Limit: 2}})
	require.NoError(t, err)
	require.Equal(t, last, page.Sequence)
	require.Len(t, page.Items, 2)
	again := projections.Paging{Cursor: *page.NextCursor}
	_, err = p.Queries().PipelineDomains(t.Context(), id, projections.DomainFilter{Query: "x", Paging: again})
	require.ErrorIs(t, err, projections.ErrCursor)
	again.Cursor = forge(t, again.Cursor, `"n":1`, `"n":9999999999`)
	_, err = p.Queries().PipelineDomains(t.Context(), id, projections.DomainFilter{Paging: again})
	require.ErrorIs(t, err, projections.ErrCursor)
	_, err = p.Queries().PipelineDomains(t.Context(), newID(), projections.DomainFilter{})
	require.ErrorIs(t, err, projections.ErrNotFound)

	// A filter that matches almost nothing: short pages, and all there is.
	found := walk(t, 5, func() {}, func(paging projections.Paging) (projections.Page[projections.Domain], error) {
		return p.Queries().PipelineDomains(t.Context(), id, projections.DomainFilter{Query: nameOf(600_001), Paging: paging})
	})
	require.Equal(t, []int64{600_001}, ordinals(found, func(d projections.Domain) int64 { return d.Ordinal }))
}
