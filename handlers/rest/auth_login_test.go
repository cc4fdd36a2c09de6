package rest_test

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/user"
	"domainflow/handlers/rest"
)

func (r *rig) tryLogin(email, pass string) reply {
	r.t.Helper()
	return r.as(person{}).post(authPath+"/login", object{"email": email, "password": pass, "session": "token"})
}

// login signs in as clients do.
func (r *rig) login(email, pass string) object {
	r.t.Helper()
	return r.tryLogin(email, pass).is(http.StatusOK)
}

// bearing is the rig with another access token.
func (r *rig) bearing(token any) *rig { return r.as(person{token: token.(string)}) }

// B1: a login says who one is and what one may, and its token opens the API.
func TestB1Login(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	viewer := r.signUp(user.Viewer)
	answer := r.tryLogin(" "+viewer.email+" ", password)
	got := answer.is(http.StatusOK)
	require.Equal(t, "no-store", answer.Header.Get("Cache-Control"))
	require.Empty(t, answer.Header.Get("Set-Cookie"))
	require.Equal(t, []string{"accessToken", "expiresAt", "expiresIn", "permissions", "refreshToken", "tokenType", "user"},
		slices.Sorted(maps.Keys(got)))
	require.Equal(t, "Bearer", got["tokenType"])
	require.EqualValues(t, 900, got["expiresIn"])
	who := got["user"].(object)
	require.Equal(t, viewer.id, who["id"])
	require.Equal(t, viewer.email, who["email"])
	require.NotEmpty(t, who["lastLoginAt"])
	// B5
	want := []any{"campaigns:read", "campaigns:read-all", "personas:read", "proxies:read", "keywords:read", "events:read"}
	require.Equal(t, want, got["permissions"])
	require.Equal(t, []any{"viewer"}, who["roles"])
	me := r.bearing(got["accessToken"]).get(api + "/me").is(http.StatusOK)
	require.Equal(t, object{"user": who, "permissions": want, "features": object{}}, me)
	require.NotContains(t, r.get(eventsPath).text, viewer.email, "personal data in the log")
	r.tryLogin(viewer.email, password+" ").fails(http.StatusUnauthorized, "INVALID_CREDENTIALS")
	r.clock.advance(time.Minute)
	require.Equal(t, fields{"session": "invalid"},
		r.post(authPath+"/login", object{"email": "a", "password": "b", "session": "local"}).fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"))
}

// B2: after the logout, without a header, or with a token that is none, it is 401.
func TestB2Unauthorized(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	who := r.signUp(user.Member)
	in := r.bearing(r.login(who.email, password)["accessToken"])
	before := r.last()
	in.post(authPath+"/logout", nil).is(http.StatusNoContent)
	require.Equal(t, []string{"user.sessions_revoked"}, r.events(before))
	for name, other := range map[string]*rig{"logged out": in, "no header": r.as(person{}), "bad": r.bearing("bad")} {
		for _, path := range []string{api + "/me", campaignsPath, authPath + "/sessions"} {
			answer := other.get(path)
			answer.fails(http.StatusUnauthorized, "UNAUTHORIZED")
			require.Equal(t, "Unauthorized", answer.is(http.StatusUnauthorized)["error"], name)
			require.Equal(t, "Bearer", answer.Header.Get("WWW-Authenticate"))
		}
	}
	r.as(who).get(api + "/me").is(http.StatusOK)
}

// B2, S05: who has no account, a wrong password, or was deactivated is told the
// same, after the same work: where there is no hash to compare, a dummy is.
func TestS05FailuresLookTheSame(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	known, inactive := r.signUp(user.Member), r.signUp(user.Member)
	r.put(usersPath+"/"+inactive.id, object{"firstName": "A", "lastName": "B", "roles": []string{"user"}, "isActive": false}).is(http.StatusOK)
	seen := map[string]bool{}
	for _, c := range []struct {
		email, password string
		dummies         int64
	}{
		{known.email, "not the password", 0}, {known.email, "", 0}, {inactive.email, password, 0},
		{"nobody@example.test", password, 1}, {"", "", 1}, {"no address", password, 1}, {"a\x00@example.test", password, 1},
	} {
		before := r.hasher.Dummies()
		body := r.tryLogin(c.email, c.password).is(http.StatusUnauthorized)
		require.Equal(t, c.dummies, r.hasher.Dummies()-before, "%q", c.email)
		delete(body, "requestId")
		seen[asJSON(t, body)] = true
		require.NotContains(t, asJSON(t, body), known.email)
		r.clock.advance(time.Minute)
	}
	require.Len(t, seen, 1)
}

// S06: who fails waits, the longer the more often, and only from there.
func TestS06FailuresSlowDown(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	who := r.signUp(user.Member)
	for _, email := range []string{who.email, "nobody@example.test"} {
		for _, wait := range []int{1, 2, 4, 8} {
			r.tryLogin(email, "not the password").fails(http.StatusUnauthorized, "INVALID_CREDENTIALS")
			refused := r.tryLogin(email, password)
			refused.fails(http.StatusTooManyRequests, "RATE_LIMITED")
			after, err := strconv.Atoi(refused.Header.Get("Retry-After"))
			require.NoError(t, err)
			require.Equal(t, wait, after, email)
			r.clock.advance(time.Duration(after) * time.Second)
		}
	}
	r.login(who.email, password)
	guesses, refused := 1000, 0
	for range guesses { // in ten minutes
		if r.tryLogin(who.email, "guess").StatusCode == http.StatusTooManyRequests {
			refused++
		}
		r.clock.advance(10 * time.Minute / time.Duration(guesses))
	}
	require.GreaterOrEqual(t, refused, guesses*99/100)
	// The owner signs in from elsewhere: nobody locks anybody out.
	r.set("server", object{"trustedProxies": []string{"127.0.0.1", "::1"}})
	r.as(person{}).send(http.MethodPost, authPath+"/login", asJSON(t, object{"email": who.email, "password": password}), "X-Forwarded-For", "198.51.100.7").
		is(http.StatusOK)
}

// S07: passwords are taken as they are, checked against common ones, and
// changed by who knows the current one.
func TestS07ChangePassword(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	who := r.signUp(user.Member)
	path := authPath + "/change-password"
	here, elsewhere := r.bearing(r.login(who.email, password)["accessToken"]), r.as(who)
	before := r.last()
	for next, want := range map[string]string{"Xk9-": "too_short", "passwordpassword": "too_common"} {
		answer := here.post(path, object{"currentPassword": password, "newPassword": next})
		require.Equal(t, fields{"newPassword": want}, answer.fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"))
		require.NotContains(t, answer.text, next)
	}
	require.Equal(t, fields{"newPassword": "is_email"},
		here.post(path, object{"currentPassword": password, "newPassword": who.email}).fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"))
	r.clock.advance(time.Minute)
	require.Equal(t, fields{"currentPassword": "invalid"},
		here.post(path, object{"currentPassword": "x", "newPassword": "another sentence"}).fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"))
	here.post(path, object{"currentPassword": password, "newPassword": "another sentence"}).fails(http.StatusTooManyRequests, "RATE_LIMITED")
	require.Equal(t, before, r.last())
	r.clock.advance(time.Minute)
	const next = " spaces ünd all "
	here.post(path, object{"currentPassword": password, "newPassword": next}).is(http.StatusNoContent)
	require.Equal(t, []string{"user.password_changed"}, r.events(before))
	here.get(api + "/me").is(http.StatusOK)
	elsewhere.get(api+"/me").fails(http.StatusUnauthorized, "UNAUTHORIZED")
	r.tryLogin(who.email, password).fails(http.StatusUnauthorized, "INVALID_CREDENTIALS")
	r.clock.advance(time.Minute)
	r.login(who.email, next)
}

// Who got their password from somebody else does nothing before they have
// another one.
func TestPasswordThatMustBeChanged(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	made := r.post(usersPath, userBody(nil)).is(http.StatusCreated)
	once := made["oneTimePassword"].(string)
	in := r.bearing(r.login("new@example.test", once)["accessToken"])
	for _, route := range rest.New(r.config()).Routes() {
		path := api + "/me"
		switch route.Path {
		case path, authPath + "/change-password", authPath + "/logout":
			continue
		case api + "/api-keys", authPath + "/sessions", authPath + "/tickets", campaignsPath, pipelinesPath:
			in.send(route.Method, route.Path, "").fails(http.StatusForbidden, "PASSWORD_CHANGE_REQUIRED")
		}
	}
	require.Equal(t, true, in.get(api + "/me").is(http.StatusOK)["user"].(object)["mustChangePassword"])
	in.post(authPath+"/change-password", object{"currentPassword": once, "newPassword": password}).is(http.StatusNoContent)
	require.Equal(t, false, in.get(api + "/me").is(http.StatusOK)["user"].(object)["mustChangePassword"])
	in.get(campaignsPath).is(http.StatusOK)
	in.post(authPath+"/logout", nil).is(http.StatusNoContent)
}
