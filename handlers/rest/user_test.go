package rest_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/user"
)

const usersPath = api + "/admin/users"

func userBody(change object) object {
	body := object{"email": "new@example.test", "firstName": "New", "lastName": "One", "roles": []any{"user"}}
	for name, value := range change {
		body[name] = value
	}
	return body
}

func update(change object) object {
	body := userBody(change)
	delete(body, "email")
	return body
}

func TestUserLifecycle(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	before := r.last()
	answer := r.post(usersPath, userBody(object{"password": password}))
	made := answer.is(http.StatusCreated)
	path := usersPath + "/" + made["id"].(string)
	require.Equal(t, path, answer.Header.Get("Location"))
	require.Equal(t, []string{"user.created"}, r.events(before))
	require.NotContains(t, made, "oneTimePassword")
	require.NotContains(t, made, "lastLoginAt")
	require.EqualValues(t, answer.sequence(), made["version"])
	require.Equal(t, []any{true, false}, []any{made["isActive"], made["mustChangePassword"]})
	require.Equal(t, made, r.get(path).is(http.StatusOK))
	in := r.bearing(r.login("NEW@example.test", password)["accessToken"])

	before = r.last()
	renamed := r.put(path, update(object{"firstName": "Renamed", "expectedVersion": made["version"]})).is(http.StatusOK)
	require.Equal(t, "Renamed", renamed["firstName"])
	require.NotEqual(t, made["version"], renamed["version"])
	require.NotEmpty(t, renamed["lastLoginAt"])
	stale := r.put(path, update(object{"expectedVersion": made["version"]}))
	stale.fails(http.StatusConflict, "STALE_VERSION")
	require.Equal(t, renamed["version"], stale.is(http.StatusConflict)["currentVersion"])
	require.Equal(t, "Renamed", r.get(path).is(http.StatusOK)["firstName"])
	same := r.put(path, update(object{"firstName": "Renamed"}))
	require.Equal(t, renamed, same.is(http.StatusOK))
	require.Equal(t, []string{"user.updated"}, r.events(before))
	// Another role acts at once, and so does none.
	in.post(generatePath, generation(nil)).is(http.StatusCreated)
	r.put(path, update(object{"roles": []string{"viewer"}})).is(http.StatusOK)
	in.post(generatePath, generation(nil)).fails(http.StatusForbidden, "FORBIDDEN")
	r.put(path, update(object{"isActive": false})).is(http.StatusOK)
	in.get(api+"/me").fails(http.StatusUnauthorized, "UNAUTHORIZED")
	r.put(path, update(nil)).is(http.StatusOK)
	in.get(api+"/me").fails(http.StatusUnauthorized, "UNAUTHORIZED")

	in = r.bearing(r.login("new@example.test", password)["accessToken"])
	r.post(path+"/revoke-sessions", nil).is(http.StatusOK)
	in.get(api+"/me").fails(http.StatusUnauthorized, "UNAUTHORIZED")
	in = r.bearing(r.login("new@example.test", password)["accessToken"])
	reset := r.post(path+"/reset-password", nil).is(http.StatusOK)
	require.Equal(t, true, reset["mustChangePassword"])
	in.get(api+"/me").fails(http.StatusUnauthorized, "UNAUTHORIZED")
	r.tryLogin("new@example.test", password).fails(http.StatusUnauthorized, "INVALID_CREDENTIALS")
	r.clock.advance(time.Minute)
	r.login("new@example.test", reset["oneTimePassword"].(string))

	gone := r.delete(path)
	gone.is(http.StatusNoContent)
	again := r.delete(path)
	again.is(http.StatusNoContent)
	require.Equal(t, gone.sequence(), again.sequence())
	var rows int
	require.NoError(t, r.pool.QueryRow(t.Context(), "SELECT count(*) FROM accounts.people WHERE id = $1", made["id"]).Scan(&rows))
	require.Zero(t, rows, "the row is erased")
	for _, refused := range []reply{r.get(path), r.put(path, update(nil)), r.post(path+"/reset-password", nil), r.post(path+"/revoke-sessions", nil),
		r.delete(usersPath + "/" + newID()), r.get(usersPath + "/x"), r.put(usersPath+"/x", update(nil))} {
		refused.fails(http.StatusNotFound, "NOT_FOUND")
	}
	require.NotEqual(t, made["id"], r.create(usersPath, userBody(nil)), "the address is free again")
	log := r.get(eventsPath + "?limit=1000").text
	for _, canary := range []string{"example.test", "Renamed", password, reset["oneTimePassword"].(string)} {
		require.NotContains(t, log, canary)
	}
}

func TestUserInput(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	taken := r.signUp(user.Member)
	before := r.last()
	for name, c := range map[string]struct {
		body   object
		status int
		code   string
		fields fields
	}{
		"nothing": {object{}, http.StatusUnprocessableEntity, "VALIDATION_ERROR",
			fields{"email": "invalid", "firstName": "required", "lastName": "required", "roles": "required"}},
		"no role":    {userBody(object{"roles": []string{"root"}}), http.StatusUnprocessableEntity, "VALIDATION_ERROR", fields{"roles": "unknown"}},
		"a password": {userBody(object{"password": "short"}), http.StatusUnprocessableEntity, "VALIDATION_ERROR", fields{"password": "too_short"}},
		"all of it": {userBody(object{"password": "passwordpassword", "email": "x", "isActive": false}), http.StatusUnprocessableEntity, "VALIDATION_ERROR",
			fields{"password": "too_common", "email": "invalid", "isActive": "UNKNOWN_FIELD"}},
		"taken":   {userBody(object{"email": taken.email}), http.StatusConflict, "EMAIL_TAKEN", fields{"email": "EMAIL_TAKEN"}},
		"a type":  {userBody(object{"roles": "user"}), http.StatusBadRequest, "BAD_REQUEST", fields{"roles": "invalid"}},
		"a NUL":   {userBody(object{"firstName": "a\x00"}), http.StatusUnprocessableEntity, "VALIDATION_ERROR", fields{"firstName": "invalid"}},
		"address": {userBody(object{"email": "A <a@example.test>"}), http.StatusUnprocessableEntity, "VALIDATION_ERROR", fields{"email": "invalid"}},
	} {
		require.Equal(t, c.fields, r.post(usersPath, c.body).fails(c.status, c.code), name)
	}
	require.Equal(t, before, r.last())
	path := usersPath + "/" + taken.id
	require.Equal(t, fields{"email": "UNKNOWN_FIELD"}, r.put(path, userBody(nil)).fails(http.StatusUnprocessableEntity, "UNKNOWN_FIELD"))
	require.Equal(t, fields{"firstName": "required", "lastName": "required", "roles": "required"},
		r.put(path, object{}).fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"))
	require.Equal(t, "Ada", r.get(path + "?minSequence=" + asText(before)).is(http.StatusOK)["firstName"])
}

// Nobody gives what they lack, and somebody always is a super_admin.
func TestUserEscalation(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	boss := r.get(api + "/me").is(http.StatusOK)["user"].(object)["id"].(string)
	admin := r.as(r.signUp(user.Admin))
	forbidden := func(a reply) { t.Helper(); a.fails(http.StatusForbidden, "FORBIDDEN") }
	forbidden(admin.post(usersPath, userBody(object{"roles": []string{"super_admin"}})))
	id := admin.create(usersPath, userBody(nil))
	forbidden(admin.put(usersPath+"/"+id, update(object{"roles": []string{"super_admin"}})))
	forbidden(admin.post(usersPath+"/"+boss+"/reset-password", nil))
	for _, role := range []user.Role{user.Member, user.Viewer} {
		forbidden(r.as(r.signUp(role)).get(usersPath))
		forbidden(r.as(r.signUp(role)).get(api + "/admin/roles"))
	}
	before := r.last()
	r.delete(usersPath+"/"+boss).fails(http.StatusConflict, "LAST_SUPER_ADMIN")
	r.put(usersPath+"/"+boss, update(object{"roles": []string{"super_admin"}, "isActive": false})).fails(http.StatusConflict, "LAST_SUPER_ADMIN")
	r.put(usersPath+"/"+boss, update(nil)).fails(http.StatusConflict, "LAST_SUPER_ADMIN")
	require.Equal(t, before, r.last())
	r.get(api + "/me").is(http.StatusOK)
}

// A one-time password is in the answer that made it and in no other.
func TestOneTimePasswordIsShownOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	second := r.another()
	create := keyed{http.MethodPost, usersPath, asJSON(t, userBody(nil)), "k"}
	first := r.sendKeyed(create)
	made := first.is(http.StatusCreated)
	reset := keyed{http.MethodPost, usersPath + "/" + made["id"].(string) + "/reset-password", "", "l"}
	r.login("new@example.test", made["oneTimePassword"].(string))
	next := r.sendKeyed(reset)
	r.login("new@example.test", next.is(http.StatusOK)["oneTimePassword"].(string))
	for _, again := range []reply{second.sendKeyed(create), second.sendKeyed(reset)} {
		require.NotContains(t, again.is(again.StatusCode), "oneTimePassword")
		require.Equal(t, "true", again.Header.Get(replayed))
	}
	create.body = asJSON(t, userBody(object{"email": "other@example.test"}))
	r.sendKeyed(create).fails(http.StatusUnprocessableEntity, "IDEMPOTENCY_KEY_REUSED")
}

func TestUserList(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, name := range []string{"Bea", "Carl"} {
		r.create(usersPath, userBody(object{"email": name + "@example.test", "firstName": name, "roles": []string{"viewer"}}))
	}
	names := func(query string) (found []string) {
		for _, item := range r.get(usersPath + query).is(http.StatusOK)["items"].([]any) {
			found = append(found, item.(object)["firstName"].(string))
		}
		return found
	}
	require.Equal(t, []string{"Ada", "Bea", "Carl"}, names(""))
	require.Equal(t, []string{"Carl", "Bea", "Ada"}, names("?sort=-createdAt"))
	require.Equal(t, []string{"Bea", "Carl"}, names("?role=viewer"))
	require.Equal(t, []string{"Carl"}, names("?q=ARL"))
	require.Equal(t, []string{"Bea"}, names("?q=bea@"))
	require.Empty(t, names("?isActive=false"))
	var all []string
	for query := "?limit=1"; ; {
		page := r.get(usersPath + query).is(http.StatusOK)
		for _, item := range page["items"].([]any) {
			all = append(all, item.(object)["firstName"].(string))
		}
		if page["nextCursor"] == nil {
			break
		}
		query = "?limit=1&cursor=" + page["nextCursor"].(string)
	}
	require.Equal(t, []string{"Ada", "Bea", "Carl"}, all)
	r.get(usersPath+"?sort=email").fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR")
	r.get(usersPath+"?role=root").fails(http.StatusBadRequest, "BAD_REQUEST")
	r.get(usersPath+"?q=a&cursor="+r.get(usersPath + "?limit=1").is(http.StatusOK)["nextCursor"].(string)).fails(http.StatusBadRequest, "CURSOR_INVALID")

	roles := r.get(api + "/admin/roles").is(http.StatusOK)["items"].([]any)
	require.Len(t, roles, len(user.Roles))
	require.Equal(t, "viewer", roles[3].(object)["name"])
	require.True(t, slices.Contains(roles[3].(object)["permissions"].([]any), any("campaigns:read-all")))
}

// What the settings say of passwords is true at once.
func TestPasswordLength(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	body := userBody(object{"password": "f8-Kx!2q"})
	require.Equal(t, fields{"password": "too_short"}, r.post(usersPath, body).fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"))
	r.set("auth", object{"passwordMinLength": 8})
	r.post(usersPath, body).is(http.StatusCreated)
}
