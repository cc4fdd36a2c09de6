package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"domainflow/internal/embedded/natstest"
	"domainflow/internal/embedded/pgtest"
	"domainflow/projections"
)

// set changes a section of the settings.
func (p *process) set(section, body string) (changed object) {
	p.t.Helper()
	require.NoError(p.t, p.call(p.t.Context(), http.MethodPut, "/config/"+section, strings.NewReader(body), &changed), p.output)
	return changed
}

// N10: each section is after a restart what it was set to, and was set once.
func TestSettingsOutliveKills(t *testing.T) {
	t.Parallel()
	data := dataDir(t)
	bodies := map[string]string{
		"server":     `{"corsOrigins": ["https://desk.example"], "trustedProxies": ["10.0.0.0/8"], "maxNamesPerCampaign": 5000, "maxListNames": 7}`,
		"rate-limit": `{"requestsPerMinute": 0, "burst": 10}`,
		"logging":    `{"level": "debug", "format": "text"}`,
		"auth":       `{"passwordMinLength": 16, "maxSessionsPerUser": 3, "sessionTimeoutMinutes": 20}`,
		"worker":     `{"maxInFlightDnsQueries": 500, "maxInFlightHttpRequests": 20}`,
	}
	p := serve(t, "--data", data)
	changed := map[string]object{}
	for name, body := range bodies {
		changed[name] = p.set(name, body)
	}
	for range 2 {
		p.kill()
		p = serve(t, "--data", data)
		var all map[string]object
		p.get("/config", &all)
		require.Equal(t, changed, all)
		for name, body := range bodies {
			var one object
			p.get("/config/"+name, &one)
			require.Equal(t, changed[name], one)
			require.Equal(t, one, p.set(name, body), "set to what it is")
		}
		require.Len(t, allEvents(p, "setting.changed"), len(bodies))
		// It acts by them from its first answer on.
		_, header := p.resource("/config")
		require.Empty(t, header.Get("RateLimit-Limit"))
		require.Contains(t, p.output.all(), " msg=request ", "the log has the format that was set")
	}
}

func allEvents(p *process, kind string) []projections.Event {
	return all[projections.Event](p, "/events?type="+kind)
}

// The live feed is opened from our own and from allowed origins alone, and
// shows what of the settings changed, not what it is.
func TestFeedAndSettings(t *testing.T) {
	t.Parallel()
	p := serve(t, "--data", dataDir(t))
	dial := func(origin string) (conn *websocket.Conn, status int, header http.Header) {
		header = p.header()
		if origin != "" {
			header.Set("Origin", origin)
		}
		conn, response, err := websocket.DefaultDialer.Dial("ws://"+p.host+"/ws", header)
		require.NoError(t, response.Body.Close())
		if err == nil {
			t.Cleanup(func() { _ = conn.Close() })
			return conn, response.StatusCode, response.Header
		}
		require.ErrorIs(t, err, websocket.ErrBadHandshake)
		return nil, response.StatusCode, response.Header
	}
	const desk = "https://desk.example"
	for _, origin := range []string{desk, "http://localhost.evil.test", "null"} {
		_, status, header := dial(origin)
		require.Equal(t, http.StatusForbidden, status, origin)
		require.Equal(t, "application/problem+json", header.Get("Content-Type"))
		require.Equal(t, "DENY", header.Get("X-Frame-Options"))
	}
	own, _, _ := dial("http://" + p.host)
	require.NotNil(t, own)
	program, _, _ := dial("")
	require.NotNil(t, program)
	require.NoError(t, program.WriteJSON(object{"type": "subscribe", "id": "s", "types": []string{"setting.changed"}, "since": 0}))
	p.set("server", `{"corsOrigins": ["`+desk+`"]}`)
	var conn *websocket.Conn
	require.Eventually(t, func() bool { conn, _, _ = dial(desk); return conn != nil }, patience, tick)
	for {
		var m struct {
			Type string
			Data object
		}
		require.NoError(t, program.ReadJSON(&m))
		if m.Type == "setting.changed" {
			require.Equal(t, object{"section": "server", "changedFields": []any{"corsOrigins"}}, m.Data)
			break
		}
	}
	_, status, _ := dial("http://localhost.evil.test")
	require.Equal(t, http.StatusForbidden, status)
}

// Processes without an API act by the settings as well.
func TestWorkersActBySettings(t *testing.T) {
	t.Parallel()
	url := natstest.Start(t, 3).Server(0).ClientURL()
	p := serve(t, "--nats-url", url, "--postgres-url", pgtest.Database(t))
	p.set("logging", `{"format": "text"}`)
	w := work(t, url)
	require.NoError(t, w.terminate(), w.output)
	require.Contains(t, w.output.all(), "level=INFO msg=stopping")
}
