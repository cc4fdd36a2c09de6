package rest_test

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPersonaLifecycle(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	answer := r.post(dnsPersonas, dnsPersona(object{"description": "why", "configDetails": object{"resolvers": []string{"9.9.9.9", "127.64.0.1:5353"}}}))
	made := answer.is(http.StatusCreated)
	id := made["id"].(string)
	path := dnsPersonas + "/" + id
	require.Equal(t, path, answer.Header.Get("Location"))
	require.Equal(t, []string{"claim.taken", "persona.created"}, r.events(r.start))
	require.Equal(t, object{"resolvers": []any{"9.9.9.9", "127.64.0.1:5353"}, "queryTimeoutSeconds": 5.0, "maxInFlight": 100.0,
		"rateLimitDps": 200.0, "rateLimitBurst": 100.0}, made["configDetails"])
	require.Equal(t, true, made["isEnabled"])
	require.Equal(t, made, r.get(path).is(http.StatusOK))
	require.Equal(t, made, r.get(api+"/personas/"+id).is(http.StatusOK))
	r.get(httpPersonas+"/"+id).fails(http.StatusNotFound, "NOT_FOUND")
	r.put(httpPersonas+"/"+id, httpPersona(nil)).fails(http.StatusNotFound, "NOT_FOUND")
	r.delete(httpPersonas+"/"+id).fails(http.StatusNotFound, "NOT_FOUND")

	after := r.last()
	version := made["version"]
	updated := r.put(path, dnsPersona(object{"name": "renamed", "isEnabled": false, "expectedVersion": version}))
	require.Equal(t, []string{"claim.taken", "claim.released", "persona.updated"}, r.events(after))
	require.Equal(t, r.last(), updated.sequence())
	require.Equal(t, "renamed", updated.is(http.StatusOK)["name"])
	require.Empty(t, updated.Header.Get("Location"))

	stale := r.put(path, dnsPersona(object{"expectedVersion": version}))
	stale.fails(http.StatusConflict, "STALE_VERSION")
	require.EqualValues(t, updated.sequence(), stale.is(http.StatusConflict)["currentVersion"])
	require.Equal(t, updated.sequence(), r.last())
	same := r.put(path, dnsPersona(object{"name": "renamed", "isEnabled": false, "expectedVersion": updated.sequence()}))
	require.Equal(t, updated.is(http.StatusOK), same.is(http.StatusOK))
	require.Equal(t, updated.sequence(), r.last(), "an update that changes nothing appended something")

	gone := r.delete(path)
	gone.is(http.StatusNoContent)
	require.Equal(t, r.last(), gone.sequence())
	again := r.delete(path)
	again.is(http.StatusNoContent)
	require.Equal(t, gone.sequence(), again.sequence())
	r.get(path+"?minSequence="+gone.Header.Get("Event-Sequence")).fails(http.StatusNotFound, "NOT_FOUND")
	r.put(path, dnsPersona(nil)).fails(http.StatusNotFound, "NOT_FOUND")
	r.delete(dnsPersonas+"/"+newID()).fails(http.StatusNotFound, "NOT_FOUND")
	r.delete(dnsPersonas+"/no-id").fails(http.StatusNotFound, "NOT_FOUND")
}

// Names are unique per type, compared without case, spaces and composition,
// and free again after rename and delete.
func TestNamesAreClaimed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.create(dnsPersonas, dnsPersona(object{"name": "Café"}))
	before := r.last()
	require.Equal(t, fields{"name": "NAME_TAKEN"},
		r.post(dnsPersonas, dnsPersona(object{"name": " CAFE\u0301 "})).fails(http.StatusConflict, "NAME_TAKEN"))
	require.Equal(t, before, r.last())
	r.create(httpPersonas, httpPersona(object{"name": "Café"}))
	set := r.create(keywordSetsPath, keywordSet(object{"name": "Café"}))
	r.post(keywordSetsPath, keywordSet(object{"name": "café"})).fails(http.StatusConflict, "NAME_TAKEN")

	second := r.create(dnsPersonas, dnsPersona(object{"name": "tea"}))
	r.put(dnsPersonas+"/"+second, dnsPersona(object{"name": "CAFÉ"})).fails(http.StatusConflict, "NAME_TAKEN")
	after := r.last()
	require.Equal(t, "CAFÉ", r.put(dnsPersonas+"/"+first, dnsPersona(object{"name": "CAFÉ"})).is(http.StatusOK)["name"])
	require.Equal(t, []string{"persona.updated"}, r.events(after), "another spelling is the same name")
	r.put(dnsPersonas+"/"+first, dnsPersona(object{"name": "cocoa"})).is(http.StatusOK)
	r.put(dnsPersonas+"/"+second, dnsPersona(object{"name": "café"})).is(http.StatusOK)
	r.delete(dnsPersonas + "/" + first).is(http.StatusNoContent)
	r.create(dnsPersonas, dnsPersona(object{"name": "cocoa"}))
	r.delete(keywordSetsPath + "/" + set).is(http.StatusNoContent)
	r.create(keywordSetsPath, keywordSet(object{"name": "Café"}))
}

func TestOneOfManyGetsTheName(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var won, lost atomic.Int32
	together(12, func(int) {
		switch answer := r.post(httpPersonas, httpPersona(nil)); answer.StatusCode {
		case http.StatusCreated:
			won.Add(1)
		case http.StatusConflict:
			lost.Add(1)
		}
	})
	require.EqualValues(t, 1, won.Load())
	require.EqualValues(t, 11, lost.Load())
	require.Equal(t, []string{"claim.taken", "persona.created"}, r.events(r.start))
}

func TestPersonaLists(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.create(dnsPersonas, dnsPersona(object{"name": "b"}))
	r.create(dnsPersonas, dnsPersona(object{"name": "a", "isEnabled": false}))
	r.create(httpPersonas, httpPersona(object{"name": "c"}))
	for path, want := range map[string][]string{
		api + "/personas":                            {"a", "b", "c"},
		api + "/personas?sort=-name":                 {"c", "b", "a"},
		api + "/personas?sort=createdAt":             {"b", "a", "c"},
		api + "/personas?personaType=http":           {"c"},
		api + "/personas?isEnabled=false":            {"a"},
		api + "/personas?isEnabled=true&q=B":         {"b"},
		dnsPersonas:                                  {"a", "b"},
		dnsPersonas + "?isEnabled=true":              {"b"},
		httpPersonas:                                 {"c"},
		httpPersonas + "?q=z":                        {},
		api + "/personas?personaType=dns&sort=-name": {"b", "a"},
	} {
		page := r.get(path).is(http.StatusOK)
		require.Equal(t, want, members(page, "name"), path)
		require.EqualValues(t, r.last(), page["sequence"])
	}
}

func TestKeywordSetLifecycle(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	answer := r.post(keywordSetsPath, keywordSet(object{"matchIn": []string{"headers", "title"}, "rules": []object{
		{"pattern": "login", "ruleType": "string"},
		{"pattern": `inv[o0]ice`, "ruleType": "regex", "isCaseSensitive": true, "category": "money", "contextChars": 0, "weight": 100},
	}}))
	made := answer.is(http.StatusCreated)
	path := answer.Header.Get("Location")
	require.Equal(t, keywordSetsPath+"/"+made["id"].(string), path)
	require.Equal(t, []any{"title", "headers"}, made["matchIn"])
	require.EqualValues(t, 2, made["ruleCount"])
	rules := made["rules"].([]any)
	first, second := rules[0].(object), rules[1].(object)
	require.NotEqual(t, first["id"], second["id"])
	require.EqualValues(t, 40, first["contextChars"])
	require.EqualValues(t, 10, first["weight"])
	require.EqualValues(t, 0, second["contextChars"])

	updated := r.put(path, object{"name": "words", "expectedVersion": made["version"], "rules": []object{
		{"id": second["id"], "pattern": "bill", "ruleType": "string"}, {"pattern": "new", "ruleType": "string"},
	}}).is(http.StatusOK)
	kept := updated["rules"].([]any)
	require.Equal(t, second["id"], kept[0].(object)["id"])
	require.NotContains(t, []any{first["id"], second["id"]}, kept[1].(object)["id"])
	require.Equal(t, []any{"visible_text", "title"}, updated["matchIn"])
	require.Equal(t, fields{"rules[0].id": "unknown"}, r.put(path, object{"name": "words", "rules": []object{
		{"id": first["id"], "pattern": "x", "ruleType": "string"}}}).fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"))
	r.put(path, keywordSet(object{"expectedVersion": made["version"]})).fails(http.StatusConflict, "STALE_VERSION")

	plain := r.get(keywordSetsPath).is(http.StatusOK)["items"].([]any)[0].(object)
	require.NotContains(t, plain, "rules")
	require.EqualValues(t, 2, plain["ruleCount"])
	full := r.get(keywordSetsPath + "?includeRules=true").is(http.StatusOK)["items"].([]any)[0].(object)
	require.Equal(t, updated, full)
	require.Equal(t, updated, r.get(path).is(http.StatusOK))
	require.Empty(t, r.get(keywordSetsPath + "?isEnabled=false").is(http.StatusOK)["items"])

	gone := r.delete(path)
	gone.is(http.StatusNoContent)
	require.Equal(t, gone.sequence(), r.delete(path).sequence())
	r.get(path+"?minSequence="+strconv.FormatUint(gone.sequence(), 10)).fails(http.StatusNotFound, "NOT_FOUND")
	r.put(path, keywordSet(nil)).fails(http.StatusNotFound, "NOT_FOUND")
	r.delete(keywordSetsPath+"/"+newID()).fails(http.StatusNotFound, "NOT_FOUND")
}
