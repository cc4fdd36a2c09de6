package live

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"

	"domainflow/domain/campaign"
)

// large is a result of some 100 KiB.
var large = campaign.NamesGenerated{Names: []string{strings.Repeat("x", 100_000) + ".com"}}

// stuckClient subscribes to a campaign and takes nothing of what follows.
func stuckClient(t testing.TB, r *rig, f *running) *client {
	t.Helper()
	id := r.campaign()
	c := dial(t, f, 64<<10)
	require.Equal(t, "connection_ack", c.next().Type)
	c.subscribed("s", fields{"campaignIds": []string{id}})
	c.await("caught_up")
	s := c.session(f)
	for blocked := false; !blocked; blocked = !s.outbox.room() {
		r.part(id, large)
	}
	return c
}

func TestSlowClientIsToldWhereToResume(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	b := defaults
	b.farewell = patience
	b.behindBytes = 2 << 20
	f := r.startWith(r.config(0), b)
	id := r.campaign()
	slow := dial(t, f, 64<<10)
	require.Equal(t, "connection_ack", slow.next().Type)
	slow.subscribed("s", fields{"campaignIds": []string{id}})
	// One of another moment: from what is told, both can be resumed.
	slow.subscribed("idle", fields{"types": []string{"persona.*"}})
	s := slow.session(f)
	var sequences []uint64
	for ended := false; !ended; {
		sequences = append(sequences, r.part(id, large))
		s.mu.Lock()
		ended = s.ended
		s.mu.Unlock()
		require.Less(t, len(sequences), 500, "the client is never judged slow")
	}
	s.outbox.mu.Lock()
	require.LessOrEqual(t, s.outbox.bytes, maxOutBytes+200_000)
	s.outbox.mu.Unlock()

	got, err := slow.events("s", len(sequences)+1)
	var closed *websocket.CloseError
	require.ErrorAs(t, err, &closed)
	require.Equal(t, closeTooSlow, closed.Code)
	var end struct{ ResumeFrom uint64 }
	require.NoError(t, json.Unmarshal([]byte(closed.Text), &end))
	require.NotEmpty(t, got)
	require.LessOrEqual(t, end.ResumeFrom, got[len(got)-1])

	again := connect(t, f)
	again.subscribed("s", fields{"campaignIds": []string{id}, "since": end.ResumeFrom})
	for got[len(got)-1] > end.ResumeFrom {
		got = got[:len(got)-1]
	}
	require.Equal(t, sequences, append(got, again.upTo("s", sequences[len(sequences)-1])...))
}

func TestEventsOfOthersMakeNobodySlow(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	b := defaults
	b.behindEvents, b.behindBytes = 100, 50_000_000
	f := r.startWith(r.config(0), b)
	c := stuckClient(t, r, f)
	s := c.session(f)
	other := r.campaign()
	r.names(other, 300)
	last := r.head()
	eventually(t, "the ring has it", func() bool { _, end := f.ring.span(); return end == last })
	s.mu.Lock()
	s.judge(s.subscriptions["s"])
	require.False(t, s.ended, "300 events that it does not want")
	require.Less(t, s.subscriptions["s"].lag.events, 100)
	s.mu.Unlock()
}

func TestCatchingUpIsNotSlow(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	b := defaults
	b.behindEvents, b.behindBytes = 100, 1000
	f := r.startWith(r.config(0), b)
	id := r.campaign()
	want := append([]uint64{1}, r.names(id, 1000)...)
	eventually(t, "the ring has it", func() bool { _, end := f.ring.span(); return end == want[1000] })
	c := connect(t, f)
	c.subscribed("s", fields{"campaignIds": []string{id}, "since": 0})
	require.Equal(t, want, c.upTo("s", want[1000]))
	require.Equal(t, "caught_up", c.next().Type)
}

func TestStuckClientsHurtNobody(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	b := defaults
	b.farewell, b.behindBytes = 100*time.Millisecond, 1<<20
	f := r.startWith(r.config(0), b)
	id := r.campaign()
	for range 20 {
		stuck := dial(t, f, 64<<10)
		require.Equal(t, "connection_ack", stuck.next().Type)
		stuck.subscribed("s", fields{"campaignIds": []string{id}})
	}
	reader := connect(t, f)
	reader.subscribed("s", fields{"campaignIds": []string{id}})
	reader.await("caught_up")
	for range 30 {
		// A reader as fast as the writer gets all, whatever the others do.
		want := []uint64{r.part(id, large), r.part(id, large), r.part(id, large), r.part(id, large), r.part(id, large)}
		got, err := reader.events("s", len(want))
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	eventually(t, "the stuck ones are cut off", func() bool { return f.melody.Len() == 1 })
}

func TestStuckReplaysGiveWay(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	b := defaults
	b.ringEvents, b.slot, b.stalled, b.farewell = 1, 500*time.Millisecond, patience, time.Second
	f := r.startWith(r.config(0), b)
	id := r.campaign()
	var want []uint64
	for range 100 {
		want = append(want, r.part(id, large))
	}
	for range 2 * maxSweeps {
		stuck := dial(t, f, 64<<10)
		// Nobody else wants the same.
		stuck.subscribe("s", fields{"campaignIds": []string{id, r.campaign()}, "since": 0})
	}
	eventually(t, "all places are taken once", func() bool { return f.sweepsRunning() == maxSweeps })
	c := connect(t, f)
	c.subscribed("s", fields{"campaignIds": []string{id}, "since": 1})
	require.Equal(t, want, c.upTo("s", want[len(want)-1]))
}

func (f *running) sweepsRunning() int {
	f.sweeps.mu.Lock()
	defer f.sweeps.mu.Unlock()
	return f.sweeps.running
}

// A client that takes nothing leaves those who want the same after a while.
func TestStuckReplayLeavesItsCompany(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	b := defaults
	b.ringEvents, b.slot, b.stalled, b.farewell = 1, 50*time.Millisecond, patience, time.Second
	f := r.startWith(r.config(0), b)
	id := r.campaign()
	var want []uint64
	for range 100 {
		want = append(want, r.part(id, large))
	}
	dial(t, f, 64<<10).subscribe("s", fields{"campaignIds": []string{id}, "since": 0})
	var others []*client
	for i := range 5 {
		c := connect(t, f)
		c.subscribed("s", fields{"campaignIds": []string{id}, "since": i})
		others = append(others, c)
	}
	everything := append([]uint64{want[0] - 1}, want...)
	for i, c := range others {
		require.Equal(t, everything[i:], c.upTo("s", want[len(want)-1]), "since %d", i)
	}
}

func TestStalledReplayEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	b := defaults
	b.ringEvents, b.slot, b.stalled, b.farewell = 1, time.Millisecond, 20*time.Millisecond, patience
	f := r.startWith(r.config(0), b)
	id := r.campaign()
	for range 100 {
		r.part(id, large)
	}
	c := dial(t, f, 64<<10)
	c.subscribe("s", fields{"campaignIds": []string{id}, "since": 0})
	eventually(t, "there is a session", func() bool { return f.melody.Len() == 1 })
	s := c.session(f)
	eventually(t, "it is judged", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.ended })
	require.Equal(t, closeTooSlow, c.closed().Code)
}

// A client that asks and never reads the answers.
func TestUnreadAnswersAreBounded(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	b := defaults
	b.farewell = 100 * time.Millisecond
	f := r.startWith(r.config(0), b)
	c := dial(t, f, 64<<10)
	require.Equal(t, "connection_ack", c.next().Type)
	s := c.session(f)
	s.frames.SetLimit(rate.Inf)
	nonce := strings.Repeat("x", 60_000)
	for range 1000 {
		if c.conn.WriteJSON(fields{"type": "ping", "nonce": nonce}) != nil {
			break
		}
		s.mu.Lock()
		require.LessOrEqual(t, s.controls.bytes, maxControlBytes)
		s.mu.Unlock()
	}
	eventually(t, "it is cut off", func() bool { return f.melody.Len() == 0 })
}

func TestManyClients(t *testing.T) {
	t.Parallel()
	const clients = 200
	r := newRig(t, 1)
	f := r.start()
	id := r.campaign()
	var all sync.WaitGroup
	got := make([][]uint64, clients)
	for i := range clients {
		c := connect(t, f)
		c.subscribed("s", fields{"campaignIds": []string{id}, "since": 1})
		all.Go(func() { got[i], _ = c.events("s", 100) })
	}
	want := r.names(id, 100)
	all.Wait()
	for i := range clients {
		require.Equal(t, want, got[i])
	}
}
