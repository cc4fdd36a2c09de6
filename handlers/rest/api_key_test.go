package rest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/user"
)

const apiKeysPath = api + "/api-keys"

func keyBody(change object) object {
	body := object{"name": "ci", "scopes": []any{"campaigns:read", "events:read"}}
	for name, value := range change {
		body[name] = value
	}
	return body
}

func TestAPIKeyLifecycle(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	member, other := r.signUp(user.Member), r.signUp(user.Member)
	in := r.as(member)
	before := r.last()
	answer := in.post(apiKeysPath, keyBody(nil))
	made := answer.is(http.StatusCreated)
	key, id := made["key"].(string), made["id"].(string)
	path := apiKeysPath + "/" + id
	require.Equal(t, path, answer.Header.Get("Location"))
	require.Equal(t, []string{"user.api_key_created"}, r.events(before))
	require.True(t, strings.HasPrefix(key, "dfk_"+made["prefix"].(string)+"_"))
	require.Equal(t, member.id, made["ownerId"])
	require.NotContains(t, r.get(eventsPath+"?limit=1000").text, key[len("dfk_12345678_"):])
	delete(made, "key")
	require.Equal(t, made, in.get(path).is(http.StatusOK))
	require.Equal(t, []any{made}, in.get(apiKeysPath).is(http.StatusOK)["items"])

	program := r.bearing(key)
	program.get(campaignsPath).is(http.StatusOK)
	require.Equal(t, []any{"campaigns:read", "events:read"}, program.get(api + "/me").is(http.StatusOK)["permissions"])
	program.post(generatePath, generation(nil)).fails(http.StatusForbidden, "FORBIDDEN")
	require.NotEmpty(t, in.get(path).is(http.StatusOK)["lastUsedAt"])
	// What is about sessions is for who has one.
	for _, c := range [][2]string{{http.MethodPost, "/logout"}, {http.MethodGet, "/sessions"}, {http.MethodDelete, "/sessions/" + id}} {
		program.send(c[0], authPath+c[1], "").fails(http.StatusForbidden, "FORBIDDEN")
	}
	program.post(authPath+"/change-password", object{"currentPassword": password, "newPassword": "another sentence"}).fails(http.StatusForbidden, "FORBIDDEN")

	// S01: the keys of others do not exist.
	r.as(other).get(path).fails(http.StatusNotFound, "NOT_FOUND")
	r.as(other).delete(path).fails(http.StatusNotFound, "NOT_FOUND")
	r.get(path).fails(http.StatusNotFound, "NOT_FOUND")
	require.Empty(t, r.as(other).get(apiKeysPath).is(http.StatusOK)["items"])

	gone := in.delete(path)
	gone.is(http.StatusNoContent)
	program.get(campaignsPath).fails(http.StatusUnauthorized, "UNAUTHORIZED")
	again := in.delete(path)
	again.is(http.StatusNoContent)
	require.Equal(t, gone.sequence(), again.sequence())
	require.NotEmpty(t, in.get(path + "?minSequence=" + asText(gone.sequence())).is(http.StatusOK)["revokedAt"])
	in.delete(apiKeysPath+"/"+newID()).fails(http.StatusNotFound, "NOT_FOUND")
	r.as(r.signUp(user.Viewer)).get(apiKeysPath).fails(http.StatusForbidden, "FORBIDDEN")
}

func TestAPIKeyInput(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	in := r.as(r.signUp(user.Member))
	before := r.last()
	past := r.clock.now().Add(-time.Second).UTC().Format(time.RFC3339)
	for name, c := range map[string]struct {
		body   object
		status int
		code   string
		fields fields
	}{
		"nothing":    {object{}, http.StatusUnprocessableEntity, "VALIDATION_ERROR", fields{"name": "required", "scopes": "required"}},
		"past":       {keyBody(object{"expiresAt": past}), http.StatusUnprocessableEntity, "VALIDATION_ERROR", fields{"expiresAt": "out_of_range"}},
		"no time":    {keyBody(object{"expiresAt": "tomorrow"}), http.StatusBadRequest, "BAD_REQUEST", fields{"expiresAt": "invalid"}},
		"escalation": {keyBody(object{"scopes": []string{"users:manage"}}), http.StatusForbidden, "FORBIDDEN", fields{}},
		"no scope":   {keyBody(object{"scopes": []string{"root"}}), http.StatusUnprocessableEntity, "VALIDATION_ERROR", fields{"scopes": "unknown"}},
		"a prefix":   {keyBody(object{"prefix": "aaaaaaaa"}), http.StatusUnprocessableEntity, "UNKNOWN_FIELD", fields{"prefix": "UNKNOWN_FIELD"}},
	} {
		require.Equal(t, c.fields, in.post(apiKeysPath, c.body).fails(c.status, c.code), name)
	}
	require.Equal(t, before, r.last())
	var rows int
	require.NoError(t, r.pool.QueryRow(t.Context(), "SELECT count(*) FROM accounts.api_keys").Scan(&rows))
	require.Zero(t, rows)

	soon := r.clock.now().Add(time.Minute).UTC().Format(time.RFC3339)
	program := r.bearing(in.post(apiKeysPath, keyBody(object{"expiresAt": soon})).is(http.StatusCreated)["key"])
	program.get(campaignsPath).is(http.StatusOK)
	r.clock.advance(time.Minute)
	program.get(campaignsPath).fails(http.StatusUnauthorized, "UNAUTHORIZED")
}

// A key makes keys that may do no more than itself.
func TestAPIKeyOfAnAPIKey(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	program := r.bearing(r.post(apiKeysPath, keyBody(object{"scopes": []string{"api-keys:manage", "events:read"}})).is(http.StatusCreated)["key"])
	program.post(apiKeysPath, keyBody(nil)).fails(http.StatusForbidden, "FORBIDDEN")
	before := r.last()
	program.post(apiKeysPath, keyBody(object{"scopes": []string{"events:read"}})).is(http.StatusCreated)
	event, err := r.store.AtSequence(t.Context(), before+1)
	require.NoError(t, err)
	require.Equal(t, "api_key", event.Actor.Kind)
}

// A key is in the answer that made it and in no other.
func TestKeyIsShownOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	create := keyed{http.MethodPost, apiKeysPath, asJSON(t, keyBody(nil)), "k"}
	first := r.sendKeyed(create)
	require.NotEmpty(t, first.is(http.StatusCreated)["key"])
	again := r.another().sendKeyed(create)
	again.same(first, http.StatusCreated)
	require.NotContains(t, again.is(http.StatusCreated), "key")
	create.body = asJSON(t, keyBody(object{"name": "other"}))
	r.sendKeyed(create).fails(http.StatusUnprocessableEntity, "IDEMPOTENCY_KEY_REUSED")
}
