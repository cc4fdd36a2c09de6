package rest_test

import (
	"net/http"
	"net/netip"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// part records a result of a campaign, as a worker does.
func (r *rig) part(id string, event domain.Event, counts domain.Counts) uint64 {
	r.t.Helper()
	m := eventstore.Meta{CommandID: uuid.New(), Actor: eventstore.Actor{ID: "local", Kind: "system"}, Time: time.Now().UTC()}
	sequence, err := r.store.AppendPart(r.t.Context(), m, eventstore.Ref{Category: campaign.Category, ID: id},
		eventstore.Part{Unit: newID(), Last: true}, event, counts)
	require.NoError(r.t, err)
	return sequence
}

var checkedAt = time.Date(2026, 1, 2, 3, 4, 5, 6_000_000, time.UTC)

// chain has one result of many kinds in each of its three campaigns.
type chain struct {
	references
	pages string
	last  string
}

func (r *rig) chain() chain {
	r.t.Helper()
	p := chain{references: r.references()}
	p.pages = r.create(httpPath, object{"name": "http", "sourceCampaignId": p.resolved, "personaIds": []string{p.browser},
		"keywordSetIds": []string{p.words}, "autoStart": true})
	r.post(campaignsPath+"/"+p.names+"/start", object{}).is(http.StatusOK)
	r.post(campaignsPath+"/"+p.resolved+"/start", object{}).is(http.StatusOK)

	names := campaign.NamesGenerated{Names: []string{"aashop.com", "abshop.com", "bashop.co.uk"}, Skipped: []int{1}}
	r.part(p.names, names, names.Counts())
	var resolved campaign.NamesResolved
	resolved.Add(campaign.DNSResult{Ordinal: 0, Name: "aashop.com", Status: campaign.DNSResolved, RCode: "NOERROR",
		Records:  &campaign.Records{A: []netip.Addr{netip.MustParseAddr("192.0.2.1")}, MinTTL: 60},
		Resolver: "9.9.9.9", Transport: "udp", PersonaID: p.dns, Attempts: 1, CheckedAt: checkedAt})
	resolved.Add(campaign.DNSResult{Ordinal: 2, Name: "abshop.com", Status: campaign.DNSUnresolved, RCode: "NXDOMAIN",
		Resolver: "8.8.8.8", Transport: "tcp", PersonaID: p.dns, Attempts: 1, CheckedAt: checkedAt})
	resolved.Add(campaign.DNSResult{Ordinal: 3, Name: "bashop.co.uk", Status: campaign.DNSTimeout, PersonaID: p.dns,
		Attempts: 2, CheckedAt: checkedAt, ErrorCode: "TIMEOUT"})
	r.part(p.resolved, resolved, resolved.Counts())
	checked := campaign.PagesChecked{Pages: []campaign.PageResult{{
		Ordinal: 0, Name: "aashop.com", Status: campaign.HTTPMatch, StatusCode: 200, PersonaID: p.browser, CheckedAt: checkedAt,
		ContentHash: testHash, Matches: []campaign.Match{{KeywordSetID: p.words, RuleID: p.words, Pattern: "login", Category: "money",
			RuleType: "string", Weight: 10, Where: "title", Count: 1}},
	}}}
	p.last = strconv.FormatUint(r.part(p.pages, checked, checked.Counts()), 10)
	return p
}

const testHash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func TestResultsAndTheirFilters(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.chain()
	results := func(campaign, list, query string) string {
		return campaignsPath + "/" + campaign + "/results/" + list + "?minSequence=" + p.last + "&" + query
	}
	const a, b, c = "aashop.com", "abshop.com", "bashop.co.uk"
	for path, want := range map[string][]string{
		results(p.names, "generated-domains", ""):                                        {a, b, c},
		results(p.names, "generated-domains", "q=AB"):                                    {b},
		results(p.names, "generated-domains", "tld=.co.uk"):                              {c},
		results(p.resolved, "dns-validation", "sort=ordinal"):                            {a, b, c},
		results(p.resolved, "dns-validation", "status=resolved&status=timeout"):          {a, c},
		results(p.resolved, "dns-validation", "rcode=NXDOMAIN"):                          {b},
		results(p.resolved, "dns-validation", "resolver=9.9.9.9&personaId="+p.dns):       {a},
		results(p.resolved, "dns-validation", "personaId="+newID()):                      {},
		results(p.resolved, "dns-validation", "q=ba"):                                    {c},
		results(p.pages, "http-keyword", "status=match&hasKeywords=true&statusCode=200"): {a},
		results(p.pages, "http-keyword", "hasKeywords=false"):                            {},
		results(p.pages, "http-keyword", "keywordSetId="+p.words+"&ruleId="+p.words):     {a},
		results(p.pages, "http-keyword", "category=money&contentHash="+testHash):         {a},
		results(p.pages, "http-keyword", "category=none"):                                {},
		results(p.pages, "http-keyword", "personaId="+p.browser+"&q=aa"):                 {a},
	} {
		page := r.get(path)
		require.Equal(t, want, members(page.is(http.StatusOK), "domainName"), path)
		require.GreaterOrEqual(t, page.sequence(), r.last())
	}
	first := r.get(results(p.names, "generated-domains", "limit=1")).is(http.StatusOK)
	require.Equal(t, []string{a}, members(first, "domainName"))
	require.Equal(t, "0", first["items"].([]any)[0].(object)["offset"])
	second := r.get(results(p.names, "generated-domains", "limit=1&cursor="+first["nextCursor"].(string))).is(http.StatusOK)
	require.Equal(t, []string{b}, members(second, "domainName"))
	r.get(results(p.names, "generated-domains", "q=a&cursor="+first["nextCursor"].(string))).fails(http.StatusBadRequest, "CURSOR_INVALID")
	r.get(results(p.names, "dns-validation", "")).fails(http.StatusNotFound, "NOT_FOUND")
}

// Counts add up to the total, and every status is there.
func TestProgressOfAPipeline(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.chain()
	read := func(id string) object {
		return r.get(campaignsPath + "/" + id + "?minSequence=" + p.last).is(http.StatusOK)
	}
	require.Equal(t, object{"generated": 3.0, "skipped_invalid": 1.0, "pending": 1.0}, read(p.names)["counts"])
	dns := read(p.resolved)
	require.Equal(t, object{"resolved": 1.0, "unresolved": 1.0, "timeout": 1.0, "error": 0.0, "pending": 0.0}, dns["counts"])
	require.Equal(t, "source", dns["waitingFor"])
	require.Nil(t, dns["progressPercentage"])
	fetch := read(p.pages)
	require.EqualValues(t, 1, fetch["totalItems"])
	require.EqualValues(t, 1, fetch["successfulItems"])
	require.Equal(t, object{"match": 1.0, "no_match": 0.0, "http_error": 0.0, "timeout": 0.0, "tls_error": 0.0, "blocked": 0.0,
		"error": 0.0, "pending": 0.0}, fetch["counts"])
}

func TestResultsFromAnyPlace(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	c := r.chain()
	path := campaignsPath + "/" + c.resolved + "/results/dns-validation"
	names := func(query string) []any {
		var found []any
		for _, item := range r.get(path + query + "&minSequence=" + c.last).is(http.StatusOK)["items"].([]any) {
			found = append(found, item.(object)["domainName"])
		}
		return found
	}
	require.Equal(t, []any{"bashop.co.uk", "abshop.com", "aashop.com"}, names("?sort=-ordinal"))
	require.Equal(t, []any{"abshop.com", "bashop.co.uk"}, names("?fromOrdinal=1"))
	require.Equal(t, []any{"abshop.com", "aashop.com"}, names("?sort=-ordinal&fromOrdinal=2"))
	r.get(path+"?fromOrdinal=-1").fails(http.StatusBadRequest, "BAD_REQUEST")
	r.get(path+"?sort=name").fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR")
}
