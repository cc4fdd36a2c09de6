package live

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
)

func TestAcknowledgementComesFirst(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	id := r.campaign()
	f := r.start()
	c := dial(t, f, 0)
	c.subscribe("s", fields{"campaignIds": []string{id}})
	first := c.next()
	require.Equal(t, "connection_ack", first.Type)
	ack := decode[connectionAck](t, first)
	require.NotEmpty(t, ack.ConnectionID)
	require.Contains(t, ack.UserID, "admin-")
	require.Equal(t, connectionAck{
		ConnectionID: ack.ConnectionID, UserID: ack.UserID, HeadSequence: 1, OldestSequence: 1, HeartbeatSeconds: 30, ServerVersion: "1.2.3",
	}, ack)
	require.Equal(t, "subscribed", c.next().Type)
}

// get asks with the headers of an upgrade, but for what is changed.
func get(t *testing.T, f *running, change func(http.Header)) (status int, header http.Header) {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+f.address+"/ws", nil)
	require.NoError(t, err)
	q.Header = http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"},
		"Sec-Websocket-Key": {"dGhlIHNhbXBsZSBub25jZQ=="}}
	change(q.Header)
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	answer, err := transport.RoundTrip(q)
	require.NoError(t, err)
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusSwitchingProtocols {
		body, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		require.Contains(t, string(body), `"message"`, "refusals are answered by the web server's error handler")
	}
	return answer.StatusCode, answer.Header
}

func TestUpgradesRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	f := r.start()
	for name, c := range map[string]struct {
		change func(http.Header)
		status int
	}{
		"own":            {func(http.Header) {}, http.StatusSwitchingProtocols},
		"foreign origin": {func(h http.Header) { h.Set("Origin", "http://evil.example") }, http.StatusForbidden},
		"plain":          {func(h http.Header) { clear(h) }, http.StatusUpgradeRequired},
		"old version":    {func(h http.Header) { h.Set("Sec-WebSocket-Version", "8") }, http.StatusBadRequest},
		"no key":         {func(h http.Header) { h.Del("Sec-WebSocket-Key") }, http.StatusBadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			status, header := get(t, f, c.change)
			require.Equal(t, c.status, status)
			if status == http.StatusUpgradeRequired {
				require.Equal(t, "websocket", header.Get("Upgrade"))
			}
		})
	}
}

func TestRefusesWhileThereIsNoLog(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	f := r.serve(newFeed(r.config(0), defaults))
	t.Cleanup(f.close)
	status, _ := get(t, f, func(http.Header) {})
	require.Equal(t, http.StatusServiceUnavailable, status)
}

func TestShutdownSaysSoToEverybody(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	b := defaults
	b.farewell = 200 * time.Millisecond
	f := r.startWith(r.config(0), b)
	stuck := stuckClient(t, r, f)
	var clients []*client
	for range 10 {
		clients = append(clients, connect(t, f))
	}
	// It returns although one client reads nothing, and not before all are gone.
	f.stop()
	for _, c := range clients {
		require.Equal(t, closeGoingAway, c.closed().Code)
	}
	require.Zero(t, f.melody.Len())
	stuck.cut()
	status, _ := get(t, f, func(http.Header) {})
	require.Equal(t, http.StatusServiceUnavailable, status)
}

func TestForgetsTheHeadersOfARequest(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	f := r.start()
	connect(t, f)
	sessions, err := f.melody.Sessions()
	require.NoError(t, err)
	require.Len(t, sessions, 1)
	require.Empty(t, sessions[0].Request.Header)
}

func TestPingIsAnsweredWithItsNonce(t *testing.T) {
	t.Parallel()
	f := newRig(t, 1).start()
	c := connect(t, f)
	for nonce, want := range map[any]string{"x": `{"nonce":"x"}`, 7.5: `{"nonce":7.5}`, nil: `{}`} {
		ping := fields{"type": "ping"}
		if nonce != nil {
			ping["nonce"] = nonce
		}
		c.send(ping)
		m := c.next()
		require.Equal(t, "pong", m.Type)
		require.JSONEq(t, want, string(m.Data))
	}
}

func TestHeartbeat(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	b := defaults
	b.heartbeat = time.Second
	f := r.startWith(r.config(0), b)
	alive, dead := connect(t, f), connect(t, f)
	dead.conn.SetPingHandler(func(string) error { return nil })
	ended := make(chan *websocket.CloseError)
	go func() {
		_, err := alive.read()
		var end *websocket.CloseError
		_ = errors.As(err, &end)
		ended <- end
	}()
	end := dead.closed()
	require.Equal(t, closeGoingAway, end.Code)
	require.Equal(t, "heartbeat lost", end.Text)
	eventually(t, "a client that answers pings stays", func() bool { return f.melody.Len() == 1 })
	f.stop()
	end = <-ended
	require.NotNil(t, end)
	require.Equal(t, serverStops, end.Text)
}

func TestFramesThatEndTheConnection(t *testing.T) {
	t.Parallel()
	f := newRig(t, 1).start()
	text, binary := websocket.TextMessage, websocket.BinaryMessage
	for name, c := range map[string]struct {
		kind  int
		frame string
		code  int
	}{
		"no JSON":      {text, `{"type":`, closeMalformed},
		"no object":    {text, `[1]`, closeMalformed},
		"null":         {text, `null`, closeMalformed},
		"no type":      {text, `{}`, closeMalformed},
		"a type of 5":  {text, `{"type":5}`, closeMalformed},
		"unknown type": {text, `{"type":"publish"}`, closeMalformed},
		"binary":       {binary, `{"type":"ping"}`, closeMalformed},
		"too big":      {text, `{"type":"ping","nonce":"` + strings.Repeat("x", maxFrame) + `"}`, websocket.CloseMessageTooBig},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c2 := connect(t, f)
			require.NoError(t, c2.conn.WriteMessage(c.kind, []byte(c.frame)))
			require.Equal(t, c.code, c2.closed().Code)
		})
	}
}

func TestLargestFrame(t *testing.T) {
	t.Parallel()
	c := connect(t, newRig(t, 1).start())
	const rest = `{"type":"ping","nonce":""}`
	nonce := strings.Repeat("x", maxFrame-len(rest))
	require.NoError(t, c.conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"ping","nonce":"`+nonce+`"}`)))
	require.Equal(t, "pong", c.next().Type)
}

func TestTooManyFrames(t *testing.T) {
	t.Parallel()
	c := connect(t, newRig(t, 1).start())
	for range 1000 {
		if c.conn.WriteJSON(fields{"type": "ping"}) != nil {
			break
		}
	}
	require.Equal(t, closeTooMany, c.closed().Code)
}
