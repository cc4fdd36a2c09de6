package rest_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
)

// S13: on every answer, whoever gives it.
func TestSecurityHeadersOnEveryAnswer(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.echo.GET("/panic", func(echo.Context) error { panic("x") })
	want := map[string]string{
		"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
		"X-Content-Type-Options":  "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "strict-origin-when-cross-origin",
		"Cross-Origin-Opener-Policy": "same-origin",
		"Permissions-Policy":         "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
		"Strict-Transport-Security":  "", // not in the clear
	}
	all := func(status int, answer reply) {
		t.Helper()
		require.Equal(t, status, answer.StatusCode, answer.text)
		for name, value := range want {
			require.Equal(t, value, answer.Header.Get(name), "%s of %d", name, status)
		}
	}
	every := func() {
		t.Helper()
		all(http.StatusOK, r.get(campaignsPath))
		all(http.StatusOK, r.get("/ping"))
		all(http.StatusCreated, r.post(generatePath, generation(nil)))
		all(http.StatusNoContent, r.send(http.MethodOptions, campaignsPath, ""))
		all(http.StatusBadRequest, r.send(http.MethodPost, generatePath, "{"))
		all(http.StatusForbidden, r.send(http.MethodGet, campaignsPath, "", "Host", "evil.test"))
		all(http.StatusForbidden, r.send(http.MethodGet, "/ws", "", "Origin", "https://evil.test", "Connection", "Upgrade", "Upgrade", "websocket"))
		all(http.StatusNotFound, r.get("/nowhere"))
		all(http.StatusMethodNotAllowed, r.delete(campaignsPath))
		all(http.StatusUnsupportedMediaType, r.send(http.MethodPost, generatePath, "{}", "Content-Type", "text/plain"))
		all(http.StatusUnprocessableEntity, r.post(generatePath, object{}))
		all(http.StatusInternalServerError, r.get("/panic"))
	}
	every()
	r.set("server", object{"enableSecureHeaders": false})
	for name := range want {
		want[name] = ""
	}
	every()
}

// Under TLS, browsers are told to stay with it.
func TestStrictTransportUnderTLS(t *testing.T) {
	t.Parallel()
	r := newIdleRig(t)
	server := httptest.NewTLSServer(r.echo)
	t.Cleanup(server.Close)
	require.NotNil(t, server.TLS.Certificates)
	r.url, r.client = server.URL, server.Client()
	answer := r.get("/nowhere")
	answer.fails(http.StatusNotFound, "NOT_FOUND")
	require.Equal(t, "max-age=31536000", answer.Header.Get("Strict-Transport-Security"))
	require.GreaterOrEqual(t, answer.TLS.Version, uint16(tls.VersionTLS12))
}

// S20: nothing that tells about the insides is on the public listener.
func TestNoInsidesInPublic(t *testing.T) {
	t.Parallel()
	r := newIdleRig(t)
	for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/heap", "/debug/vars", "/.git/config", "/config", api + "/v2/config"} {
		r.get(path).fails(http.StatusNotFound, "NOT_FOUND")
	}
}
