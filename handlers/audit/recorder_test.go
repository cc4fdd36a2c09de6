package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"domainflow/domain/setting"
	"domainflow/eventstore"
	"domainflow/internal/embedded/natstest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = 30 * time.Second

// rig is a recorder with a clock that stands still.
type rig struct {
	*Recorder
	t       *testing.T
	servers *natstest.Servers

	mu       sync.Mutex
	now      time.Time
	settings setting.Settings
	text     bytes.Buffer
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, servers: natstest.Start(t, 1), now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), settings: setting.Defaults()}
	log, err := eventstore.OpenAccess(t.Context(), r.servers.Conns[0], eventstore.Config{RequestTimeout: 500 * time.Millisecond})
	require.NoError(t, err)
	r.Recorder = New(Config{
		Log: log, Settings: func() setting.Settings { r.mu.Lock(); defer r.mu.Unlock(); return r.settings },
		Now:    func() time.Time { r.mu.Lock(); defer r.mu.Unlock(); return r.now },
		Logger: slog.New(slog.NewTextHandler(r, nil)),
	})
	return r
}

// Write takes the log of the process.
func (r *rig) Write(line []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(line)
}

func (r *rig) logged() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// run runs the recorder until stop.
func (r *rig) run() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = r.Run(ctx) }()
	stop = func() { cancel(); <-ended }
	r.t.Cleanup(stop)
	return stop
}

func (r *rig) pass(d time.Duration) {
	r.mu.Lock()
	r.now = r.now.Add(d)
	now := r.now
	r.mu.Unlock()
	r.sweep(now)
}

// stored waits for n records and gives them.
func (r *rig) stored(n int) []eventstore.Access {
	r.t.Helper()
	var page eventstore.AccessPage
	require.Eventually(r.t, func() bool {
		var err error
		page, err = r.config.Log.Read(r.t.Context(), eventstore.AccessQuery{Limit: 10_000})
		return err == nil && len(page.Records) >= n
	}, patience, 5*time.Millisecond, "%d records", n)
	require.Len(r.t, page.Records, n)
	return page.Records
}

// waits are the records that are not stored yet.
func (r *rig) waits() []eventstore.Access {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.waiting
}

func dataOf(t *testing.T, a eventstore.Access) about {
	t.Helper()
	var found about
	require.NoError(t, json.Unmarshal(a.Data, &found))
	return found
}

func from(address string) Request {
	return Request{ID: "request", Address: netip.MustParseAddr(address)}
}

func TestRecordsSayWhoAndWhat(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.run()
	key := from("2001:db8:1:2::3")
	key.Actor = eventstore.Actor{ID: "k", Kind: "api_key"}
	r.LoginSucceeded(from("192.0.2.77"), "u")
	r.LoginFailed(from("192.0.2.77"), "u")
	r.Refused(key, "DELETE /api/v2/campaigns/{id}", 403, "campaigns:delete")
	r.Exported(key, "c", "csv")
	records := r.stored(4)
	for i, want := range []struct {
		name  string
		actor eventstore.Actor
		about about
	}{
		{"access.login_succeeded", eventstore.Actor{ID: "u", Kind: "user"}, about{ClientIP: "192.0.2.0/24", Count: 1}},
		{"access.login_failed", eventstore.Actor{}, about{ClientIP: "192.0.2.0/24", Count: 1, UserID: "u"}},
		{"access.refused", key.Actor, about{ClientIP: "2001:db8:1::/48", Count: 1, Route: "DELETE /api/v2/campaigns/{id}", Status: 403, Permission: "campaigns:delete"}},
		{"access.exported", key.Actor, about{ClientIP: "2001:db8:1::/48", Count: 1, CampaignID: "c", Format: "csv"}},
	} {
		require.Equal(t, want.name, records[i].Name())
		require.Equal(t, want.name, Types[i])
		require.Equal(t, want.actor, records[i].Actor)
		require.Equal(t, want.about, dataOf(t, records[i]))
		require.Equal(t, "request", records[i].CorrelationID)
		require.Equal(t, r.now, records[i].Time)
	}
}

func TestNoAddressIfNoneIsWanted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.settings.Server.AuditClientIP = setting.NoIP
	r.LoginFailed(from("192.0.2.77"), "")
	r.LoginFailed(from("198.51.100.7"), "")
	require.Len(t, r.waits(), 2, "and still told apart")
	require.NotContains(t, string(r.waits()[0].Data), "192.0.2")
}

func TestFailuresOfOneNetworkAreOneRecordAMinute(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.run()
	fail := func(n int) {
		for i := range n {
			r.LoginFailed(from(fmt.Sprintf("192.0.2.%d", i%250)), "")
		}
	}
	fail(1000)
	require.Equal(t, 1, dataOf(t, r.stored(1)[0]).Count, "at once")
	r.pass(merging - time.Nanosecond)
	r.LoginSucceeded(from("192.0.2.1"), "u")
	r.stored(2)
	r.pass(time.Nanosecond)
	require.Equal(t, 999, dataOf(t, r.stored(3)[2]).Count)
	fail(5)
	r.pass(merging)
	require.Equal(t, 5, dataOf(t, r.stored(4)[3]).Count, "and the next minute again")
	r.pass(merging)
	require.Empty(t, r.failures, "quiet")
	fail(1)
	r.LoginFailed(from("198.51.100.1"), "")
	r.Refused(from("192.0.2.1"), "GET /x", 401, "signed-in")
	records := r.stored(7)
	require.Equal(t, "198.51.100.0/24", dataOf(t, records[5]).ClientIP, "another network")
	require.Equal(t, "access.refused", records[6].Name(), "another kind")
}

// From wherever it comes, a flood is so many records a minute.
func TestFloodFromEverywhere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for i := range 5000 {
		r.Refused(from(fmt.Sprintf("10.%d.%d.1", i/250, i%250)), "GET /x", 401, "signed-in")
	}
	require.Len(t, r.waits(), maxGroups+1)
	others := r.waits()[maxGroups]
	require.Equal(t, about{Count: 1}, dataOf(t, others), "nobody in particular")
	r.pass(merging)
	require.Len(t, r.waits(), maxGroups+2)
	require.Equal(t, 5000-maxGroups-1, dataOf(t, r.waits()[maxGroups+1]).Count)
}

// Records never wait, and those that are lost are counted.
func TestLossIsSeen(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for range maxWaiting + 7 {
		r.Exported(Request{}, "c", "csv")
	}
	require.Len(t, r.waits(), maxWaiting)
	r.sweep(r.now)
	require.Contains(t, r.logged(), "records=7")
	r.sweep(r.now)
	require.NotContains(t, r.logged(), "records=0")

	stop := r.run()
	r.stored(maxWaiting)
	require.Eventually(t, func() bool { return len(r.waits()) == 0 }, patience, time.Millisecond)
	r.Exported(Request{}, "c", "csv")
	r.Exported(Request{}, "c", "csv")
	records := r.stored(maxWaiting + 2)
	require.Equal(t, 7, dataOf(t, records[maxWaiting]).LostBefore)
	require.Zero(t, dataOf(t, records[maxWaiting+1]).LostBefore)
	stop()
}

func TestRecordsWaitForTheEventStore(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	stop := r.run()
	r.servers.Kill(0)
	require.Eventually(t, func() bool { return r.servers.Conns[0].Status() != nats.CONNECTED }, patience, time.Millisecond)
	r.Exported(Request{}, "c", "csv")
	r.servers.Restart(0)
	r.stored(1)
	// What is left is stored at the end, and failures of a minute that has begun.
	for range 3 {
		r.LoginFailed(from("192.0.2.1"), "")
	}
	stop()
	records := r.stored(3)
	require.Equal(t, 2, dataOf(t, records[2]).Count)
}

func TestWhatIsLeftIsSaid(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	stop := r.run()
	r.servers.Kill(0)
	r.Exported(Request{}, "c", "csv")
	stop()
	require.Contains(t, r.logged(), "access records are lost")
}
