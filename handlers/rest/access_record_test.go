package rest_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"domainflow/domain/user"
	"domainflow/eventstore"
)

const accessPath = eventsPath + "?category=access"

// accessRecords waits for n records and gives them.
func (r *rig) accessRecords(n int) []object {
	r.t.Helper()
	var items []object
	require.Eventually(r.t, func() bool {
		items = nil
		for _, item := range r.get(accessPath + "&limit=1000").is(http.StatusOK)["items"].([]any) {
			items = append(items, item.(object))
		}
		return len(items) >= n
	}, patience, 5*time.Millisecond)
	require.Len(r.t, items, n)
	return items
}

// F8: who was turned away and who took data out is seen, by those who may.
func TestF8AccessRecords(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	viewer, admin := r.as(r.signUp(user.Viewer)), r.as(r.signUp(user.Admin))
	id := r.create(generatePath, generation(nil))
	viewer.send(http.MethodPost, generatePath, "{}", "X-Request-Id", "mine").fails(http.StatusForbidden, "FORBIDDEN")
	r.as(person{}).get(configPath).fails(http.StatusUnauthorized, "UNAUTHORIZED")
	export := r.get(campaignsPath + "/" + id + "/export?format=ndjson")
	require.Equal(t, http.StatusOK, export.StatusCode, export.text)

	items := r.accessRecords(3)
	for i, want := range []object{
		{"type": "access.refused", "data": object{"clientIp": "127.0.0.0/24", "count": 1.0, "route": "POST " + generatePath, "status": 403.0, "permission": "campaigns:create"}},
		{"type": "access.refused", "data": object{"clientIp": "127.0.0.0/24", "count": 1.0, "route": "GET " + configPath, "status": 401.0, "permission": "system:config"}},
		{"type": "access.exported", "data": object{"clientIp": "127.0.0.0/24", "count": 1.0, "campaignId": id, "format": "ndjson"}},
	} {
		require.Equal(t, want["type"], items[i]["type"])
		require.Equal(t, want["data"], items[i]["data"])
		require.Equal(t, "access", items[i]["category"])
		require.EqualValues(t, i+1, items[i]["sequence"], "counts in ACCESS")
		require.NotEmpty(t, items[i]["time"])
		require.NoError(t, uuid.Validate(items[i]["id"].(string)))
	}
	require.Equal(t, "user", items[0]["actor"].(object)["kind"])
	require.Equal(t, "mine", items[0]["correlationId"])
	require.ElementsMatch(t, []string{"sequence", "id", "type", "category", "time", "correlationId", "data"}, slices.Collect(maps.Keys(items[1])),
		"somebody unknown")
	require.Equal(t, export.Header.Get("X-Request-Id"), items[2]["correlationId"])

	require.Len(t, admin.get(accessPath).is(http.StatusOK)["items"], 3, "has audit:read")
	require.Empty(t, viewer.get(accessPath).is(http.StatusOK)["items"], "has events:read only")
	require.NotContains(t, r.get(eventsPath+"?limit=1000").text, "access.")
}

// F8: whatever changes something is an event that names who did it, when, and
// by which command.
func TestF8EveryChangeHasItsActor(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	boss := r.signUp(user.SuperAdmin)
	as := r.as(boss)
	before := r.last()
	dns, set := as.create(dnsPersonas, dnsPersona(nil)), as.create(keywordSetsPath, keywordSet(nil))
	as.create(httpPersonas, httpPersona(nil))
	id := as.create(generatePath, generation(nil))
	as.send(http.MethodPatch, campaignsPath+"/"+id, `{"name":"other"}`).is(http.StatusOK)
	as.send(http.MethodPost, campaignsPath+"/"+id+"/start", "").is(http.StatusOK)
	as.send(http.MethodPost, campaignsPath+"/"+id+"/pause", "").is(http.StatusOK)
	as.delete(campaignsPath + "/" + as.create(generatePath, generation(object{"name": "gone"}))).is(http.StatusNoContent)
	as.put(dnsPersonas+"/"+dns, dnsPersona(object{"name": "renamed"})).is(http.StatusOK)
	as.delete(keywordSetsPath + "/" + set).is(http.StatusNoContent)
	as.delete(natsUsersPath + "/" + as.create(natsUsersPath, object{"name": "warehouse"})).is(http.StatusNoContent)
	as.put(configPath+"/rate-limit", object{"burst": 999}).is(http.StatusOK)

	commands, types := map[uuid.UUID]bool{}, map[string]bool{}
	require.NoError(t, r.store.Follow(t.Context(), before, eventstore.Filter{UpTo: r.last()}, func(e eventstore.Recorded) error {
		require.Equal(t, eventstore.Actor{ID: boss.id, Kind: "user"}, e.Actor, e.Name())
		require.NotEqual(t, uuid.Nil, e.CommandID, e.Name())
		require.NotEmpty(t, e.CorrelationID, e.Name())
		require.False(t, e.Time.IsZero(), e.Name())
		commands[e.CommandID], types[e.Name()] = true, true
		return nil
	}))
	require.Len(t, commands, 14, "one for each request")
	for _, name := range []string{
		"persona.created", "persona.updated", "keyword_set.created", "keyword_set.deleted", "campaign.created", "campaign.renamed",
		"campaign.started", "campaign.paused", "campaign.deleted", "nats_user.created", "nats_user.revoked", "setting.changed",
	} {
		require.True(t, types[name], name)
	}
}

func TestAccessRecordsOfAddresses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.as(person{}).get(configPath).fails(http.StatusUnauthorized, "UNAUTHORIZED")
	require.Contains(t, r.accessRecords(1)[0]["data"], "clientIp")
	r.set("server", object{"auditClientIp": "none"})
	viewer := r.as(r.signUp(user.Viewer))
	viewer.get(configPath).fails(http.StatusForbidden, "FORBIDDEN")
	require.NotContains(t, r.accessRecords(2)[1]["data"], "clientIp")
}

func TestAccessRecordsAreListed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	// One a person: more of one network are merged.
	const n = 5
	people := make([]person, n)
	for i := range people {
		people[i] = r.signUp(user.Viewer)
		r.as(people[i]).get(configPath).fails(http.StatusForbidden, "FORBIDDEN")
	}
	items := r.accessRecords(n)
	sequences := func(query string) (found []float64, next any) {
		page := r.get(accessPath + "&" + query).is(http.StatusOK)
		require.EqualValues(t, n, page["sequence"])
		for _, item := range page["items"].([]any) {
			found = append(found, item.(object)["sequence"].(float64))
		}
		return found, page["nextCursor"]
	}
	for query, want := range map[string][]float64{
		"order=desc": {5, 4, 3, 2, 1}, "type=access.refused&type=access.exported": {1, 2, 3, 4, 5}, "type=access.exported": nil,
		"type=refused": nil, "type=campaign.created": nil, "actorId=" + people[2].id: {3}, "afterSequence=3": {4, 5},
		"beforeSequence=3": {1, 2}, "correlationId=" + items[1]["correlationId"].(string): {2},
		"from=" + url.QueryEscape(items[3]["time"].(string)) + "&afterSequence=3": {4, 5}, "to=2020-01-01T00:00:00Z": nil,
	} {
		found, next := sequences(query)
		require.Equal(t, want, found, query)
		require.Nil(t, next, query)
	}
	for _, order := range []string{"asc", "desc"} {
		var found []float64
		cursor := ""
		for {
			page, next := sequences("limit=2&order=" + order + cursor)
			found = append(found, page...)
			if next == nil {
				break
			}
			cursor = "&cursor=" + next.(string)
		}
		if order == "desc" {
			slices.Reverse(found)
		}
		require.Equal(t, []float64{1, 2, 3, 4, 5}, found, order)
		r.get(accessPath+"&limit=2&actorId=x&order="+order+cursor).fails(http.StatusBadRequest, "CURSOR_INVALID")
	}
	require.NotContains(t, r.get(accessPath + "&includeData=false&limit=1").is(http.StatusOK)["items"].([]any)[0], "data")
	id := newID()
	require.Equal(t, fields{"campaignId": "invalid", "commandId": "invalid"},
		r.get(accessPath+"&campaignId="+id+"&commandId="+id).fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"))
}

// F8, S22: who signs in, and who tries to, is recorded by id, never by what
// they typed.
func TestF8LoginsAreRecorded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	viewer := r.signUp(user.Viewer)
	r.login(viewer.email, password)
	r.tryLogin(viewer.email, "wrong").fails(http.StatusUnauthorized, "INVALID_CREDENTIALS")
	r.accessRecords(2)
	// Of one network within a minute: they are told later, as one.
	r.clock.advance(2 * time.Minute)
	r.tryLogin("nobody@example.test", "wrong").fails(http.StatusUnauthorized, "INVALID_CREDENTIALS")
	require.Equal(t, http.StatusTooManyRequests, r.tryLogin("nobody@example.test", "wrong").StatusCode)
	items := r.accessRecords(2)
	require.Equal(t, "access.login_succeeded", items[0]["type"])
	require.Equal(t, object{"id": viewer.id, "kind": "user"}, items[0]["actor"])
	require.Equal(t, "access.login_failed", items[1]["type"])
	require.NotContains(t, items[1], "actor")
	require.Equal(t, viewer.id, items[1]["data"].(object)["userId"])
	require.NotContains(t, r.get(accessPath).text, viewer.email)
}
