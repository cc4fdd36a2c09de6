package rest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

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
	require.Zero(t, r.last())
	r.send(http.MethodPost, generatePath, body, "Origin", r.url).is(http.StatusCreated)
	for _, host := range []string{"localhost", "LOCALHOST:" + port, "127.9.9.9:1", "[::1]:" + port, "[::1]", "127.0.0.1"} {
		r.send(http.MethodPost, generatePath, body, "Host", host, "Origin", "http://"+host).is(http.StatusCreated)
		r.send(http.MethodPost, generatePath, body, "Host", host).is(http.StatusCreated)
	}
}
