package rest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/user"
)

// B4: with tokens of a minute, somebody who refreshes stays signed in. A token
// that was used is stolen, after 10 s.
func TestB4Refresh(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.set("auth", object{"accessTokenTtlSeconds": 60})
	who := r.signUp(user.Member)
	got := r.login(who.email, password)
	require.EqualValues(t, 60, got["expiresIn"])
	refresh := func(token any) reply {
		return r.as(person{}).post(authPath+"/refresh", object{"refreshToken": token})
	}
	first := got["refreshToken"]
	for range 4 { // three minutes and more
		r.clock.advance(50 * time.Second)
		r.bearing(got["accessToken"]).get(api + "/me").is(http.StatusOK)
		got = refresh(got["refreshToken"]).is(http.StatusOK)
		require.Equal(t, who.id, got["user"].(object)["id"])
	}
	r.clock.advance(61 * time.Second)
	r.bearing(got["accessToken"]).get(api+"/me").fails(http.StatusUnauthorized, "SESSION_EXPIRED")
	got = refresh(got["refreshToken"]).is(http.StatusOK)

	// S09: two tabs, or an answer that was lost: the same successor. Later, two have it.
	used := got["refreshToken"]
	next := refresh(used).is(http.StatusOK)
	r.clock.advance(9 * time.Second)
	require.Equal(t, next["refreshToken"], refresh(used).is(http.StatusOK)["refreshToken"])
	before := r.last()
	stolen := refresh(first)
	stolen.fails(http.StatusUnauthorized, "SESSION_EXPIRED")
	require.NotContains(t, stolen.text, first)
	require.Equal(t, []string{"user.sessions_revoked"}, r.events(before), "it is in the log")
	r.bearing(next["accessToken"]).get(api+"/me").fails(http.StatusUnauthorized, "UNAUTHORIZED")
	refresh(next["refreshToken"]).fails(http.StatusUnauthorized, "UNAUTHORIZED")
	for _, token := range []any{"x", next["accessToken"]} {
		refresh(token).fails(http.StatusUnauthorized, "UNAUTHORIZED")
	}
	r.as(person{}).post(authPath+"/refresh", nil).fails(http.StatusBadRequest, "BAD_REQUEST")
	r.as(person{}).send(http.MethodPost, authPath+"/refresh", "").fails(http.StatusUnauthorized, "UNAUTHORIZED")
}

// B9: a session in which nothing is asked ends, and refreshing does not keep it.
func TestB9Idle(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.set("auth", object{"sessionTimeoutMinutes": 5})
	who := r.signUp(user.Member)
	got := r.login(who.email, password)
	in := r.bearing(got["accessToken"])
	for range 3 {
		r.clock.advance(4 * time.Minute)
		in.get(api + "/me").is(http.StatusOK)
	}
	r.clock.advance(5 * time.Minute)
	in.get(api+"/me").fails(http.StatusUnauthorized, "SESSION_EXPIRED")
	r.as(person{}).post(authPath+"/refresh", object{"refreshToken": got["refreshToken"]}).fails(http.StatusUnauthorized, "UNAUTHORIZED")
}

// A session does not go on for longer than refreshTokenTtlSeconds, however busy.
func TestSessionLife(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.set("auth", object{"refreshTokenTtlSeconds": 3600, "sessionTimeoutMinutes": 120})
	who := r.signUp(user.Member)
	token := r.login(who.email, password)["refreshToken"]
	refresh := func() reply {
		return r.as(person{}).post(authPath+"/refresh", object{"refreshToken": token})
	}
	r.clock.advance(59 * time.Minute)
	token = refresh().is(http.StatusOK)["refreshToken"]
	r.clock.advance(time.Minute)
	refresh().fails(http.StatusUnauthorized, "SESSION_EXPIRED")
}

// The oldest session makes room, which the log knows.
func TestSessionsPerUser(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	who := r.signUp(user.Member)
	r.set("auth", object{"maxSessionsPerUser": 1})
	before := r.last()
	in := r.bearing(r.login(who.email, password)["accessToken"])
	r.as(who).get(api+"/me").fails(http.StatusUnauthorized, "UNAUTHORIZED")
	in.get(api + "/me").is(http.StatusOK)
	require.Equal(t, []string{"user.sessions_revoked"}, r.events(before))
}

func TestSessions(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	who, other := r.signUp(user.Member), r.signUp(user.Member)
	r.as(person{}).send(http.MethodPost, authPath+"/login", asJSON(t, object{"email": who.email, "password": password}), "User-Agent", "Firefox").is(http.StatusOK)
	page := r.as(who).get(authPath + "/sessions")
	require.Equal(t, "no-store", page.Header.Get("Cache-Control"))
	items := page.is(http.StatusOK)["items"].([]any)
	require.Len(t, items, 2)
	newest, own := items[0].(object), items[1].(object)
	require.Equal(t, "Firefox", newest["device"])
	require.Contains(t, []any{"127.0.0.0/24", "::/48"}, newest["address"])
	require.Equal(t, []any{false, true}, []any{newest["current"], own["current"]})

	path := authPath + "/sessions/" + newest["id"].(string)
	r.as(other).delete(path).fails(http.StatusNotFound, "NOT_FOUND")
	r.as(who).delete(authPath+"/sessions/x").fails(http.StatusNotFound, "NOT_FOUND")
	before := r.last()
	end := keyed{http.MethodDelete, path, "", "k"}
	ended := r.as(who).sendKeyed(end)
	ended.is(http.StatusNoContent)
	require.Equal(t, []string{"user.sessions_revoked"}, r.events(before))
	r.as(who).sendKeyed(end).same(ended, http.StatusNoContent)
	r.as(who).delete(path).fails(http.StatusNotFound, "NOT_FOUND")
	require.Len(t, r.as(who).get(authPath + "/sessions").is(http.StatusOK)["items"], 1)
}

// A browser keeps its refresh token in a cookie that no script and no other
// site gets.
func TestRefreshCookie(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	who := r.signUp(user.Member)
	login := asJSON(t, object{"email": who.email, "password": password, "session": "cookie"})
	answer := r.as(person{}).send(http.MethodPost, authPath+"/login", login)
	require.NotContains(t, answer.is(http.StatusOK), "refreshToken")
	require.Len(t, answer.Cookies(), 1)
	cookie := answer.Cookies()[0]
	require.Equal(t, authPath, cookie.Path)
	require.True(t, cookie.HttpOnly)
	require.False(t, cookie.Secure, "plain http on loopback")
	require.Equal(t, http.SameSiteStrictMode, cookie.SameSite)
	require.Equal(t, 1209600, cookie.MaxAge)
	require.Empty(t, cookie.Domain)
	require.True(t, strings.HasPrefix(cookie.Value, "dfr_"))
	refresh := func(headers ...string) reply {
		return r.as(person{}).send(http.MethodPost, authPath+"/refresh", "", append([]string{"Cookie", cookie.Name + "=" + cookie.Value}, headers...)...)
	}
	// S12: pages of others send nothing with it.
	for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://attacker.example"}} {
		refresh(headers...).fails(http.StatusForbidden, "ORIGIN_REFUSED")
	}
	renewed := refresh("Sec-Fetch-Site", "same-origin")
	token := renewed.is(http.StatusOK)["accessToken"]
	require.NotContains(t, renewed.is(http.StatusOK), "refreshToken")
	require.NotEqual(t, cookie.Value, renewed.Cookies()[0].Value)
	// It is no credential of anything else.
	r.as(person{}).send(http.MethodGet, api+"/me", "", "Cookie", cookie.Name+"="+cookie.Value).fails(http.StatusUnauthorized, "UNAUTHORIZED")
	r.bearing(cookie.Value).get(api+"/me").fails(http.StatusUnauthorized, "UNAUTHORIZED")
	out := r.bearing(token).post(authPath+"/logout", nil)
	out.is(http.StatusNoContent)
	require.Negative(t, out.Cookies()[0].MaxAge)
	require.Equal(t, authPath, out.Cookies()[0].Path)

	// Where others are on the line, it is sent encrypted only.
	config := r.config()
	config.Public = &url.URL{Scheme: "https", Host: "flow.example"}
	r.serveWith(config)
	require.True(t, r.as(person{}).send(http.MethodPost, authPath+"/login", login, "Host", "flow.example").Cookies()[0].Secure)
	config.Public = &url.URL{Scheme: "http", Host: "flow.example"}
	r.serveWith(config)
	require.True(t, r.as(person{}).send(http.MethodPost, authPath+"/login", login, "Host", "flow.example").Cookies()[0].Secure)
	require.False(t, r.as(person{}).send(http.MethodPost, authPath+"/login", login, "Host", "localhost:1").Cookies()[0].Secure)
}
