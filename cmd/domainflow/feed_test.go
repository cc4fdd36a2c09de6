package main

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"net"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"domainflow/internal/lab"
	"domainflow/projections"
)

// watcher is a client of the live feed that resumes from what it has seen.
type watcher struct {
	p     *process
	types []string
	seen  []uint64
}

// dial connects and subscribes from after the last event it has seen.
func (w *watcher) dial() *websocket.Conn {
	w.p.t.Helper()
	conn, response, err := websocket.DefaultDialer.Dial("ws://"+w.p.host+"/api/v2/ws", w.p.header())
	require.NoError(w.p.t, err)
	require.NoError(w.p.t, response.Body.Close())
	since := uint64(0)
	if len(w.seen) > 0 {
		since = w.seen[len(w.seen)-1]
	}
	require.NoError(w.p.t, conn.WriteJSON(object{"type": "subscribe", "id": "s", "all": true, "types": w.types, "since": since}))
	return conn
}

// take reads until it has n more events, or all up to last, or for a while.
func (w *watcher) take(conn *websocket.Conn, n int, last uint64, while time.Duration) {
	w.p.t.Helper()
	require.NoError(w.p.t, conn.SetReadDeadline(time.Now().Add(while)))
	for n > 0 && (len(w.seen) == 0 || w.seen[len(w.seen)-1] < last) {
		var m struct {
			Type           string
			Sequence       uint64
			SubscriptionID string
		}
		_, frame, err := conn.ReadMessage()
		if waited, ok := errors.AsType[net.Error](err); ok && waited.Timeout() {
			return
		}
		require.NoError(w.p.t, err, w.p.output)
		require.NoError(w.p.t, json.Unmarshal(frame, &m))
		if m.SubscriptionID == "s" && m.Type != "campaign.progress" {
			w.seen = append(w.seen, m.Sequence)
			n--
		}
	}
}

// A client that is cut off a hundred times during a run has seen every event
// once, in order.
func TestClientCutOffAHundredTimes(t *testing.T) {
	t.Parallel()
	world := startLab(t, lab.Config{Seed: 31})
	p := serve(t, "--data", dataDir(t))
	w := &watcher{p: p, types: []string{"campaign.*", "persona.*"}}
	random := rand.New(rand.NewPCG(1, 2))
	var run chain
	for cut := range 100 {
		if cut == 0 || p.over(run) {
			run = p.order(world, 2000, 500)
		}
		conn := w.dial()
		w.take(conn, 1+random.IntN(3), math.MaxUint64, time.Second)
		require.NoError(t, conn.UnderlyingConn().Close())
	}
	p.until(run.http, completed)
	var want []uint64
	for _, e := range all[projections.Event](p, "/events") {
		if e.Category == "campaign" || e.Category == "persona" {
			want = append(want, e.Sequence)
		}
	}
	conn := w.dial()
	w.take(conn, len(want), want[len(want)-1], patience)
	require.NoError(t, conn.Close())
	require.Equal(t, want, w.seen)
}
