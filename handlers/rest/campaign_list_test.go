package rest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCampaignListFiltersAndSorts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ids := r.references()
	r.create(generatePath, generation(object{"name": "Zebra", "autoStart": true}))
	for query, want := range map[string][]string{
		"":                                 {"Zebra", "dns", "shops"},
		"sort=createdAt":                   {"shops", "dns", "Zebra"},
		"sort=name":                        {"Zebra", "dns", "shops"},
		"sort=-name":                       {"shops", "dns", "Zebra"},
		"sort=-status&status=running":      {"Zebra"},
		"status=running&status=pending":    {"Zebra", "dns", "shops"},
		"status=completed":                 {},
		"campaignType=dns_validation":      {"dns"},
		"sourceCampaignId=" + ids.names:    {"dns"},
		"q=EBR":                            {"Zebra"},
		"createdTo=2020-01-01T00:00:00Z":   {},
		"createdFrom=2020-01-01T00:00:00Z": {"Zebra", "dns", "shops"},
		"ownerId=" + newID():               {},
		"q=a%00b":                          {},
		"sort=updatedAt&campaignType=http_keyword_validation": {},
	} {
		page := r.get(campaignsPath + "?" + query).is(http.StatusOK)
		require.Equal(t, want, members(page, "name"), query)
		require.Nil(t, page["nextCursor"], query)
		require.EqualValues(t, r.last(), page["sequence"])
	}
}

// members are one member of every item of a page.
func members(page object, name string) []string {
	out := []string{}
	for _, item := range page["items"].([]any) {
		value, _ := item.(object)[name].(string)
		out = append(out, value)
	}
	return out
}

func TestCursorsWalkTheListWhileItGrows(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for i := range 5 {
		r.create(generatePath, generation(object{"name": string(rune('a' + i))}))
	}
	var seen []string
	query := "?sort=name&limit=2"
	cursor := ""
	for {
		page := r.get(campaignsPath + query + cursor).is(http.StatusOK)
		seen = append(seen, members(page, "name")...)
		r.create(generatePath, generation(object{"name": "A"}))
		if page["nextCursor"] == nil {
			break
		}
		cursor = "&cursor=" + page["nextCursor"].(string)
	}
	require.Equal(t, []string{"a", "b", "c", "d", "e"}, seen)
	r.get(campaignsPath+"?sort=-name&limit=2"+cursor).fails(http.StatusBadRequest, "CURSOR_INVALID")
	r.get(campaignsPath+"?sort=name&q=a&limit=2"+cursor).fails(http.StatusBadRequest, "CURSOR_INVALID")
	r.get(api+"/personas?cursor=x").fails(http.StatusBadRequest, "CURSOR_INVALID")
}
