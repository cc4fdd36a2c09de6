package rest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
)

func TestEventsTellWhoDidWhat(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.chain()
	path := campaignsPath + "/" + p.resolved
	paused := r.send(http.MethodPost, path+"/pause", `{"reason":"night"}`, "X-Request-Id", "request-7")
	paused.is(http.StatusOK)
	list := func(query string) []object {
		t.Helper()
		page := r.get(fmt.Sprintf("%s?minSequence=%d&%s", eventsPath, r.last(), query)).is(http.StatusOK)
		var items []object
		for _, item := range page["items"].([]any) {
			items = append(items, item.(object))
		}
		return items
	}
	found := list("correlationId=request-7")
	require.Len(t, found, 1)
	e := found[0]
	require.Equal(t, []any{"campaign.paused", "campaign", p.resolved, float64(paused.sequence())},
		[]any{e["type"], e["category"], e["aggregateId"], e["sequence"]})
	require.Equal(t, object{"id": r.id, "kind": "user"}, e["actor"])
	require.Equal(t, object{"reason": "night"}, e["data"])
	require.Equal(t, found, list("commandId="+e["commandId"].(string)))
	require.Equal(t, found, list("id="+e["id"].(string)))

	// Results come without what they say, unless it is asked for.
	results := list("campaignId=" + p.resolved + "&type=campaign.names_resolved")
	require.Len(t, results, 1)
	require.NotContains(t, results[0], "data")
	require.NotContains(t, results[0], "dataOmitted")
	results = list("campaignId=" + p.resolved + "&type=campaign.names_resolved&includeData=true")
	require.Contains(t, results[0]["data"].(object)["names"], "abshop.com")
	require.NotContains(t, list("type=campaign.paused&includeData=false")[0], "data")
	require.Len(t, list("type=campaign.created&type=campaign.started&limit=1000"), 6)
	require.Equal(t, list("limit=3"), list(fmt.Sprintf("limit=3&order=asc&from=%s", time.Unix(0, 0).UTC().Format(time.RFC3339))))
	require.Empty(t, list("from="+time.Now().Add(time.Hour).UTC().Format(time.RFC3339)))
	require.EqualValues(t, r.last(), list("order=desc&limit=1")[0]["sequence"])

	one := r.get(fmt.Sprintf("%s/%d", eventsPath, uint64(results[0]["sequence"].(float64)))).is(http.StatusOK)
	require.Equal(t, results[0], one)
	r.get(fmt.Sprintf("%s/%d", eventsPath, r.last()+1)).fails(http.StatusNotFound, "NOT_FOUND")
	for _, bad := range []string{"type=a" + strings.Repeat("&type=a", 50), "id=x", "order=up", "afterSequence=-1", "from=yesterday", "colour=red",
		"beforeSequence=9007199254740992"} {
		answer := r.get(eventsPath + "?" + bad)
		require.Equal(t, http.StatusBadRequest, answer.StatusCode, bad)
		answer.fails(http.StatusBadRequest, "BAD_REQUEST")
	}
}

// A page whose data has no room leaves it out, and says so.
func TestEventsWithoutRoomForTheirData(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.create(generatePath, generation(nil))
	names := make([]string, 7000)
	for i := range names {
		names[i] = strings.Repeat("a", 120)
	}
	for i := range 12 {
		e := campaign.NamesGenerated{FirstOrdinal: int64(i * len(names)), Names: names}
		r.part(id, e, e.Counts())
	}
	page := r.eventually(http.StatusOK, func() reply {
		return r.get(fmt.Sprintf("%s?minSequence=%d&includeData=true", eventsPath, r.last()))
	})
	require.Less(t, len(page.text), 10<<20)
	omitted := 0
	for _, item := range page.is(http.StatusOK)["items"].([]any) {
		item := item.(object)
		_, has := item["data"]
		require.NotEqual(t, has, item["dataOmitted"] == true)
		if !has {
			omitted++
		}
	}
	require.Positive(t, omitted)
	require.Less(t, omitted, 12)
}

// A campaign as of a sequence and as of a time, from its beginning to after its
// end.
func TestCampaignAsOf(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	path := campaignsPath + "/" + r.create(generatePath, generation(object{"autoStart": true}))
	shown := map[uint64]object{r.last(): r.get(path).is(http.StatusOK)}
	for i := range 3 {
		e := campaign.NamesGenerated{FirstOrdinal: int64(i), Names: []string{fmt.Sprint("a", i)}}
		sequence := r.part(path[len(campaignsPath)+1:], e, e.Counts())
		shown[sequence] = r.get(fmt.Sprintf("%s?minSequence=%d", path, sequence)).is(http.StatusOK)
	}
	paused := r.post(path+"/pause", object{})
	shown[paused.sequence()] = paused.is(http.StatusOK)
	cancelled := r.post(path+"/cancel", object{})
	shown[cancelled.sequence()] = cancelled.is(http.StatusOK)
	r.delete(path).is(http.StatusNoContent)
	for sequence, want := range shown {
		answer := r.get(fmt.Sprintf("%s?asOf=%d", path, sequence))
		require.Equal(t, want, answer.is(http.StatusOK))
		require.Equal(t, sequence, answer.sequence())
		event, err := r.store.AtSequence(t.Context(), sequence)
		require.NoError(t, err)
		at := event.StoredAt.Format(time.RFC3339Nano)
		require.Equal(t, want, r.get(path+"?asOf="+at).is(http.StatusOK), at)
	}
	r.get(path+"?asOf=0").fails(http.StatusNotFound, "NOT_FOUND")
	r.get(fmt.Sprintf("%s?asOf=%d", path, r.last())).fails(http.StatusNotFound, "NOT_FOUND")
	r.get(path+"?asOf="+time.Now().Add(time.Hour).UTC().Format(time.RFC3339)).fails(http.StatusNotFound, "NOT_FOUND")
	require.Equal(t, fields{"asOf": "out_of_range"}, r.get(fmt.Sprintf("%s?asOf=%d", path, r.last()+1)).fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"))
	require.Equal(t, fields{"asOf": "invalid"}, r.get(path+"?asOf=yesterday").fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"))
	r.get(campaignsPath+"/"+newID()+"?asOf=1").fails(http.StatusNotFound, "NOT_FOUND")
}

func TestSnapshotIsOfTheStart(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.references()
	path := campaignsPath + "/" + r.create(httpPath, object{"name": "h", "sourceCampaignId": p.resolved, "personaIds": []string{p.browser},
		"keywordSetIds": []string{p.words}})
	empty := r.get(path + "?include=snapshot").is(http.StatusOK)
	require.Equal(t, object{"personas": []any{}, "keywordSets": []any{}}, empty["snapshot"])
	require.NotContains(t, r.get(path).is(http.StatusOK), "snapshot")
	r.post(path+"/start", object{}).is(http.StatusOK)
	before := r.get(path + "?include=snapshot").is(http.StatusOK)["snapshot"].(object)
	r.put(httpPersonas+"/"+p.browser, httpPersona(object{"name": "changed"})).is(http.StatusOK)
	r.delete(keywordSetsPath + "/" + p.words).is(http.StatusNoContent)
	after := r.get(path + "?include=snapshot").is(http.StatusOK)["snapshot"]
	require.Equal(t, before, after)
	persona := before["personas"].([]any)[0].(object)
	require.Equal(t, []any{p.browser, "browser", "http"}, []any{persona["id"], persona["name"], persona["personaType"]})
	require.Equal(t, "test", persona["configDetails"].(object)["userAgent"])
	set := before["keywordSets"].([]any)[0].(object)
	require.Equal(t, "login", set["rules"].([]any)[0].(object)["pattern"])
}

func TestPreviewReservesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	params := object{"patternType": "suffix", "variableLength": 2, "characterSet": "ab-", "constantString": "x", "tlds": []string{"com"}}
	preview := func(body object) object {
		t.Helper()
		return r.post(fmt.Sprintf("%s?minSequence=%d", previewPath, r.last()), body).is(http.StatusOK)
	}
	asked := object{"domainGenerationParams": params}
	first := preview(asked)
	require.Equal(t, r.start, r.last())
	require.Equal(t, []any{"9", "0", "9", true}, []any{first["spaceSize"], first["nextOffset"], first["remaining"], first["exhaustionWarning"]})
	// x--, xa- and xb- end in a hyphen; x-a and x-b do not.
	require.Equal(t, []any{"x-a.com", "x-b.com", "xaa.com", "xab.com", "xba.com", "xbb.com"}, first["firstNames"])
	require.Equal(t, []any{3.0, 9.0}, []any{first["invalidInSample"], first["sampleSize"]})
	require.Equal(t, []any{[]any{}, []any{}}, []any{first["unusedRanges"], first["priorCampaigns"]})

	id := r.create(generatePath, changed(object{"name": "mine", "numDomainsToGenerate": 4, "autoStart": true}, params))
	later := preview(object{"domainGenerationParams": changed(object{"numDomainsToGenerate": 2}, params), "count": 1})
	require.Equal(t, []any{"4", "5"}, []any{later["nextOffset"], later["remaining"]})
	require.Equal(t, object{"from": "4", "to": "6"}, later["range"])
	require.Equal(t, []any{"xaa.com"}, later["firstNames"])
	prior := later["priorCampaigns"].([]any)[0].(object)
	require.Equal(t, []any{id, "mine", "running", "0", "4"}, []any{prior["id"], prior["name"], prior["status"], prior["from"], prior["to"]})
	r.post(campaignsPath+"/"+id+"/cancel", object{}).is(http.StatusOK)
	require.Equal(t, []any{object{"from": "0", "to": "4"}}, preview(asked)["unusedRanges"])
	before := r.last()

	large := preview(object{"domainGenerationParams": object{"patternType": "both", "variableLength": 31, "characterSet": "abc", "tld": "com"}})
	require.Len(t, large["firstNames"], 20)
	require.Equal(t, []any{1000.0, false}, []any{large["sampleSize"], large["exhaustionWarning"]})
	require.Greater(t, len(large["spaceSize"].(string)), 25)

	for _, c := range []struct {
		body   object
		fields fields
	}{
		{object{}, fields{"domainGenerationParams": "required"}},
		{object{"domainGenerationParams": changed(object{"count": 1}, params)}, fields{"domainGenerationParams.count": "UNKNOWN_FIELD"}},
		{object{"domainGenerationParams": object{"patternType": "suffix", "tld": "com"}, "count": 101}, fields{"count": "out_of_range",
			"domainGenerationParams.suffixVariableLength": "required", "domainGenerationParams.constantString": "required"}},
	} {
		text, err := json.Marshal(c.body)
		require.NoError(t, err)
		answer := r.send(http.MethodPost, previewPath, string(text))
		require.Equal(t, http.StatusUnprocessableEntity, answer.StatusCode, answer.text)
		require.Equal(t, c.fields, answer.fails(http.StatusUnprocessableEntity, answer.is(http.StatusUnprocessableEntity)["code"].(string)))
	}
	require.Equal(t, before, r.last())
}
