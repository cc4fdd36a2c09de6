package rest_test

import (
	"net/http"
	"net/netip"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
)

func TestPipelineDomains(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	made := r.post(pipelinesPath, pipelineBody(r.references(), object{"autoStart": true})).is(http.StatusCreated)
	path, steps := pipelinesPath+"/"+made["id"].(string)+"/domains?", idsOf(made)
	names := campaign.NamesGenerated{Names: []string{"a.com", "b.com", "c.com", "xn--bcher-kva.com"}}
	r.part(steps[0], names, names.Counts())
	var resolved campaign.NamesResolved
	resolved.Add(campaign.DNSResult{Ordinal: 0, Name: "a.com", Status: campaign.DNSResolved, CheckedAt: checkedAt, Records: &campaign.Records{
		A: []netip.Addr{netip.MustParseAddr("192.0.2.1")}, AAAA: []netip.Addr{netip.MustParseAddr("2001:db8::1")}}})
	resolved.Add(campaign.DNSResult{Ordinal: 1, Name: "b.com", Status: campaign.DNSResolved, CheckedAt: checkedAt})
	resolved.Add(campaign.DNSResult{Ordinal: 2, Name: "c.com", Status: campaign.DNSUnresolved, CheckedAt: checkedAt})
	r.part(steps[1], resolved, resolved.Counts())
	found := func(pattern string) campaign.Match { return campaign.Match{Pattern: pattern, Where: "title", Count: 1} }
	checked := campaign.PagesChecked{Pages: []campaign.PageResult{{Ordinal: 0, Name: "a.com", Status: campaign.HTTPMatch, StatusCode: 200,
		Title: "A", CheckedAt: checkedAt, Matches: []campaign.Match{found("login"), found("bank"), found("login")}}}}
	path += "minSequence=" + strconv.FormatUint(r.part(steps[2], checked, checked.Counts()), 10) + "&"

	answer := r.get(path)
	require.Equal(t, []any{
		object{"domainName": "a.com", "ordinal": 0.0, "dnsStatus": "resolved", "addresses": []any{"192.0.2.1", "2001:db8::1"},
			"httpStatus": "match", "statusCode": 200.0, "title": "A", "keywords": []any{"login", "bank"}},
		object{"domainName": "b.com", "ordinal": 1.0, "dnsStatus": "resolved", "httpStatus": "pending", "keywords": []any{}},
		object{"domainName": "c.com", "ordinal": 2.0, "dnsStatus": "unresolved", "keywords": []any{}},
		object{"domainName": "xn--bcher-kva.com", "displayName": "bücher.com", "ordinal": 3.0, "dnsStatus": "pending", "keywords": []any{}},
	}, answer.is(http.StatusOK)["items"])
	require.EqualValues(t, answer.sequence(), answer.is(http.StatusOK)["sequence"])

	for query, want := range map[string][]string{
		"dnsStatus=resolved&dnsStatus=pending":     {"a.com", "b.com", "xn--bcher-kva.com"},
		"httpStatus=pending":                       {"b.com"},
		"httpStatus=match&keyword=bank":            {"a.com"},
		"keyword=ban":                              {},
		"q=XN--B&sort=ordinal":                     {"xn--bcher-kva.com"},
		"dnsStatus=unresolved&httpStatus=no_match": {},
	} {
		require.Equal(t, want, members(r.get(path+query).is(http.StatusOK), "domainName"), query)
	}
	first := r.get(path + "limit=3").is(http.StatusOK)
	next := path + "limit=3&cursor=" + first["nextCursor"].(string)
	require.Equal(t, []string{"xn--bcher-kva.com"}, members(r.get(next).is(http.StatusOK), "domainName"))
	r.get(next+"&q=x").fails(http.StatusBadRequest, "CURSOR_INVALID")
	require.Equal(t, fields{"dnsStatus[0]": "invalid", "httpStatus[1]": "invalid"},
		r.get(path+"dnsStatus=match&httpStatus=match&httpStatus=resolved").fails(http.StatusBadRequest, "BAD_REQUEST"))
	require.Equal(t, fields{"sort": "invalid"}, r.get(path+"sort=-leadScore").fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"))
	for _, nobody := range []string{newID(), steps[0]} {
		r.get(pipelinesPath+"/"+nobody+"/domains").fails(http.StatusNotFound, "NOT_FOUND")
	}
}
