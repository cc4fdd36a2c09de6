package rest_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
)

type references struct{ names, resolved, dns, browser, words string }

// references makes what campaigns need and gives their ids.
func (r *rig) references() references {
	r.t.Helper()
	ids := references{
		names: r.create(generatePath, generation(nil)), dns: r.create(dnsPersonas, dnsPersona(nil)),
		browser: r.create(httpPersonas, httpPersona(nil)), words: r.create(keywordSetsPath, keywordSet(nil)),
	}
	ids.resolved = r.create(dnsPath, object{"name": "dns", "sourceCampaignId": ids.names, "personaIds": []string{ids.dns}})
	return ids
}

func TestFollowersGetTheirDefaults(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ids := r.references()
	dns := r.get(campaignsPath + "/" + ids.resolved).is(http.StatusOK)
	require.Equal(t, object{
		"sourceCampaignId": ids.names, "personaIds": []any{ids.dns}, "recordTypes": []any{"A", "AAAA"},
		"processingSpeedPerMinute": 0.0, "retryAttempts": 1.0,
	}, dns["params"])
	require.Equal(t, ids.names, dns["sourceCampaignId"])

	fetch := r.post(httpPath, object{
		"name": "http", "sourceCampaignId": ids.resolved, "personaIds": []string{ids.browser}, "keywordSetIds": []string{ids.words},
		"autoStart": true, "retryAttempts": 0,
	}).is(http.StatusCreated)
	require.Equal(t, "running", fetch["status"])
	require.Equal(t, object{
		"sourceCampaignId": ids.resolved, "personaIds": []any{ids.browser}, "keywordSetIds": []any{ids.words},
		"adHocKeywords": []any{}, "targetHttpPorts": []any{}, "processingSpeedPerMinute": 0.0, "retryAttempts": 0.0, "path": "/",
	}, fetch["params"])
	state, err := r.agg.Campaigns.Load(t.Context(), fetch["id"].(string))
	require.NoError(t, err)
	set, err := r.agg.KeywordSets.Load(t.Context(), ids.words)
	require.NoError(t, err)
	require.Equal(t, []campaign.Pin{{ID: ids.words, Sequence: set.Sequence}}, state.State.KeywordSets)
}

func TestFollowersNeedWhatTheyName(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ids := r.references()
	off := r.create(dnsPersonas, dnsPersona(object{"name": "off", "isEnabled": false}))
	gone := r.create(keywordSetsPath, keywordSet(object{"name": "gone"}))
	r.delete(keywordSetsPath + "/" + gone).is(http.StatusNoContent)
	before := r.last()

	fields := r.post(dnsPath, object{"name": " ", "sourceCampaignId": newID(), "personaIds": []string{ids.browser, off, newID(), "no id"},
		"recordTypes": []string{"MX", "PTR"}, "retryAttempts": 11}).fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR")
	require.Equal(t, map[string]string{
		"name": "required", "sourceCampaignId": "not_found", "personaIds[0]": "not_found", "personaIds[1]": "not_found",
		"personaIds[2]": "not_found", "personaIds[3]": "not_found", "recordTypes[1]": "invalid", "recordTypes": "required",
		"retryAttempts": "out_of_range",
	}, fields)
	fields = r.post(httpPath, object{"name": "x", "sourceCampaignId": ids.names, "personaIds": []string{ids.browser},
		"adHocKeywords": []string{"login"}}).fails(http.StatusUnprocessableEntity, "SOURCE_TYPE")
	require.Equal(t, map[string]string{"sourceCampaignId": "SOURCE_TYPE"}, fields)
	fields = r.post(httpPath, object{"name": "x", "sourceCampaignId": ids.resolved, "personaIds": []string{ids.dns},
		"keywordSetIds": []string{gone}}).fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR")
	require.Equal(t, map[string]string{"personaIds[0]": "not_found", "keywordSetIds[0]": "not_found"}, fields)
	require.Equal(t, before, r.last())
}

func TestStartLooksAgainAtWhatItUses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ids := r.references()
	fetch := r.create(httpPath, object{"name": "http", "sourceCampaignId": ids.resolved, "personaIds": []string{ids.browser},
		"keywordSetIds": []string{ids.words}})
	r.put(keywordSetsPath+"/"+ids.words, keywordSet(object{"isEnabled": false})).is(http.StatusOK)
	r.post(campaignsPath+"/"+fetch+"/start", object{}).fails(http.StatusConflict, "KEYWORD_SET_UNAVAILABLE")
	r.delete(dnsPersonas + "/" + ids.dns).is(http.StatusNoContent)
	r.post(campaignsPath+"/"+ids.resolved+"/start", object{}).fails(http.StatusConflict, "PERSONA_UNAVAILABLE")
	r.put(keywordSetsPath+"/"+ids.words, keywordSet(nil)).is(http.StatusOK)
	require.Equal(t, "running", r.post(campaignsPath+"/"+fetch+"/start", object{}).is(http.StatusOK)["status"])
}

func TestTooManyBroadRules(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ids := r.references()
	var rules []object
	for range 30 {
		rules = append(rules, object{"pattern": "[a-z]{4}[0-9]", "ruleType": "regex"})
	}
	broad := r.create(keywordSetsPath, keywordSet(object{"name": "broad", "rules": rules}))
	short := slices.Repeat([]string{"ab"}, 21)
	body := object{"name": "http", "sourceCampaignId": ids.resolved, "personaIds": []string{ids.browser},
		"keywordSetIds": []string{broad}, "adHocKeywords": short}
	require.Equal(t, map[string]string{"keywordSetIds": "RULE_TOO_BROAD"},
		r.post(httpPath, body).fails(http.StatusUnprocessableEntity, "RULE_TOO_BROAD"))
	body["adHocKeywords"] = short[:20]
	fetch := r.create(httpPath, body)
	r.put(keywordSetsPath+"/"+broad, keywordSet(object{"name": "broad", "rules": append(rules, rules[0])})).is(http.StatusOK)
	r.post(campaignsPath+"/"+fetch+"/start", object{}).fails(http.StatusUnprocessableEntity, "RULE_TOO_BROAD")
}
