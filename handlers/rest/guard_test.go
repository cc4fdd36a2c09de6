package rest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// S11, S12: what pages of others send is refused, upgrades included.
func TestForeignHostsAndOrigins(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	own := strings.TrimPrefix(r.url, "http://")
	_, port, _ := strings.Cut(own, ":")
	body := asJSON(t, generation(nil))
	for _, path := range []string{generatePath, campaignsPath, "/ping", "/health/live", "/nowhere", api + "/openapi.json"} {
		for _, host := range []string{"attacker.example", "attacker.example:" + port, "10.0.0.1:" + port, "127.0.0.1.attacker.example",
			"localhost.attacker.example:" + port, "127.0.0.1@attacker.example", "[2001:db8::1]:" + port, "0.0.0.0:" + port} {
			r.send(http.MethodPost, path, body, "Host", host).fails(http.StatusForbidden, "FORBIDDEN")
		}
		for _, origin := range []string{"https://attacker.example", "http://localhost:" + port, "http://127.0.0.1:1", "null",
			"http://127.0.0.1", "http://" + own + ".attacker.example", "file://", "", "::"} {
			r.send(http.MethodPost, path, body, "Origin", origin).fails(http.StatusForbidden, "ORIGIN_REFUSED")
			r.send(http.MethodGet, path, "", "Origin", origin, "Connection", "Upgrade", "Upgrade", "websocket").
				fails(http.StatusForbidden, "ORIGIN_REFUSED")
		}
	}
	require.Equal(t, r.start, r.last())
	r.send(http.MethodPost, generatePath, body, "Origin", r.url).is(http.StatusCreated)
	for _, host := range []string{"localhost", "LOCALHOST:" + port, "127.9.9.9:1", "[::1]:" + port, "[::1]", "127.0.0.1"} {
		r.send(http.MethodPost, generatePath, body, "Host", host, "Origin", "http://"+host).is(http.StatusCreated)
		r.send(http.MethodPost, generatePath, body, "Host", host).is(http.StatusCreated)
	}
}

// S11, S12 with settings: exactly the origins that they name may come, and are
// told so.
func TestAllowedOrigins(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const desk = "https://desk.example"
	body := asJSON(t, generation(nil))
	upgrade := func(origin string) []string {
		return []string{"Origin", origin, "Connection", "Upgrade", "Upgrade", "websocket"}
	}
	r.send(http.MethodPost, generatePath, body, "Origin", desk).fails(http.StatusForbidden, "ORIGIN_REFUSED")
	r.set("server", object{"corsOrigins": []string{desk, "http://localhost:3000"}})
	for _, origin := range []string{desk, "http://localhost:3000"} {
		answer := r.send(http.MethodPost, generatePath, body, "Origin", origin, "Sec-Fetch-Site", "cross-site")
		answer.is(http.StatusCreated)
		require.Equal(t, origin, answer.Header.Get("Access-Control-Allow-Origin"))
		require.Contains(t, answer.Header.Values("Vary"), "Origin")
		exposed := strings.Split(answer.Header.Get("Access-Control-Expose-Headers"), ",")
		for _, name := range []string{"Event-Sequence", "Location", "Idempotency-Replayed", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining",
			"RateLimit-Reset", "X-Request-Id"} {
			require.Contains(t, exposed, name)
		}
		require.Equal(t, "true", answer.Header.Get("Access-Control-Allow-Credentials"), "the refresh cookie, from the same site")
		failed := r.send(http.MethodGet, campaignsPath+"?limit=0", "", "Origin", origin)
		failed.fails(http.StatusBadRequest, "BAD_REQUEST")
		require.Equal(t, origin, failed.Header.Get("Access-Control-Allow-Origin"), "pages may read errors")
		r.send(http.MethodGet, "/nowhere", "", upgrade(origin)...).fails(http.StatusNotFound, "NOT_FOUND")
	}
	before := r.last()
	for _, origin := range []string{"http://localhost.evil.test", "http://localhost:3001", "https://localhost:3000", "http://desk.example", desk + ":443",
		"https://a.desk.example", "https://DESK.example", desk + ".evil.test", "null"} {
		for _, answer := range []reply{
			r.send(http.MethodPost, generatePath, body, "Origin", origin), r.send(http.MethodGet, "/ws", "", upgrade(origin)...),
			r.send(http.MethodOptions, generatePath, "", "Origin", origin, "Access-Control-Request-Method", "POST"),
		} {
			answer.fails(http.StatusForbidden, "ORIGIN_REFUSED")
			require.Empty(t, answer.Header.Get("Access-Control-Allow-Origin"), origin)
		}
	}
	require.Equal(t, before, r.last())
	// No permission is needed by our own, nor by programs.
	for _, headers := range [][]string{{}, {"Origin", r.url}} {
		answer := r.send(http.MethodGet, campaignsPath, "", headers...)
		answer.is(http.StatusOK)
		require.Empty(t, answer.Header.Get("Access-Control-Allow-Origin"))
		require.Contains(t, answer.Header.Values("Vary"), "Origin", "a cache must not give it to others")
	}
	r.set("server", object{})
	r.send(http.MethodGet, campaignsPath, "", "Origin", desk).fails(http.StatusForbidden, "ORIGIN_REFUSED")
}

// A browser that sends no Origin still says where the page is from.
func TestPagesWithoutOrigin(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	body := asJSON(t, generation(nil))
	for _, site := range []string{"cross-site", "same-site"} {
		r.send(http.MethodPost, generatePath, body, "Sec-Fetch-Site", site).fails(http.StatusForbidden, "ORIGIN_REFUSED")
		r.send(http.MethodGet, campaignsPath, "", "Sec-Fetch-Site", site).is(http.StatusOK)
	}
	require.Equal(t, r.start, r.last())
	for _, site := range []string{"same-origin", "none"} {
		r.send(http.MethodPost, generatePath, body, "Sec-Fetch-Site", site).is(http.StatusCreated)
	}
}

func TestPreflights(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const desk = "https://desk.example"
	r.set("server", object{"corsOrigins": []string{desk}})
	answer := r.send(http.MethodOptions, campaignsPath+"/x", "", "Origin", desk, "Access-Control-Request-Method", "PATCH",
		"Access-Control-Request-Headers", "authorization,idempotency-key")
	answer.is(http.StatusNoContent)
	require.Equal(t, desk, answer.Header.Get("Access-Control-Allow-Origin"))
	for _, method := range []string{"GET", "PATCH", "DELETE"} {
		require.Contains(t, answer.Header.Get("Access-Control-Allow-Methods"), method)
	}
	require.NotContains(t, answer.Header.Get("Access-Control-Allow-Methods"), "PUT", "the path has no such method")
	for _, name := range []string{"Authorization", "Content-Type", "Idempotency-Key"} {
		require.Contains(t, answer.Header.Get("Access-Control-Allow-Headers"), name)
	}
	require.Equal(t, "600", answer.Header.Get("Access-Control-Max-Age"))
	for _, name := range []string{"Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"} {
		require.Contains(t, answer.Header.Values("Vary"), name)
	}
	// OPTIONS of programs is up to the router.
	r.send(http.MethodOptions, campaignsPath, "").is(http.StatusNoContent)
	r.send(http.MethodOptions, "/nowhere", "").fails(http.StatusNotFound, "NOT_FOUND")
}

// With a public URL, its host and its origin are ours as well, and no others.
func TestPublicURL(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	config := r.config()
	config.Public = &url.URL{Scheme: "https", Host: "flow.example:8443"}
	r.serveWith(config)
	body := asJSON(t, generation(nil))
	for _, host := range []string{"flow.example:8443", "FLOW.example", "127.0.0.1:8080"} { // as proxies send it
		answer := r.send(http.MethodPost, generatePath, body, "Host", host, "Origin", "https://flow.example:8443", "Sec-Fetch-Site", "same-origin")
		answer.is(http.StatusCreated)
		require.Equal(t, "max-age=31536000", answer.Header.Get("Strict-Transport-Security"))
		r.send(http.MethodPost, generatePath, body, "Host", host, "Origin", "https://flow.example:8443").is(http.StatusCreated)
		for _, origin := range []string{"https://flow.example", "http://flow.example:8443", "https://flow.example:9"} {
			r.send(http.MethodPost, generatePath, body, "Host", host, "Origin", origin).fails(http.StatusForbidden, "ORIGIN_REFUSED")
		}
	}
	for _, host := range []string{"flow.example.evil.test", "a.flow.example", "evil.test"} {
		r.send(http.MethodGet, campaignsPath, "", "Host", host).fails(http.StatusForbidden, "FORBIDDEN")
	}
}
