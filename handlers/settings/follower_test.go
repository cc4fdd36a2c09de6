package settings_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"domainflow/domain/catalog"
	"domainflow/domain/setting"
	"domainflow/eventstore"
	"domainflow/handlers/settings"
	"domainflow/internal/embedded/natstest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds every wait of a test; nothing is expected to take long.
const patience = time.Minute

func open(t *testing.T, servers *natstest.Servers, server int) *eventstore.Store {
	t.Helper()
	registry, err := eventstore.NewRegistry(catalog.Events)
	require.NoError(t, err)
	store, err := eventstore.Open(t.Context(), servers.Conns[server], eventstore.Config{Registry: registry, Replicas: len(servers.Conns)})
	require.NoError(t, err)
	return store
}

// change sets a section as the API does.
func change(t *testing.T, store *eventstore.Store, in setting.Input) {
	t.Helper()
	m := eventstore.Meta{CommandID: uuid.New(), Actor: eventstore.Actor{ID: "local", Kind: "system"}, Time: time.Now().UTC()}
	aggregate := eventstore.NewAggregate(store, setting.Category, setting.Decider)
	_, _, err := aggregate.Do(t.Context(), m, string(in.Section()), setting.Change{Input: in})
	require.NoError(t, err)
}

// run follows until the test ends.
func run(t *testing.T, f *settings.Follower) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
}

func TestEveryProcessActsByTheLog(t *testing.T) {
	t.Parallel()
	servers := natstest.Start(t, 3)
	log, quiet := open(t, servers, 0), slog.New(slog.DiscardHandler)
	heard := make(chan setting.Settings, 10)
	first, err := settings.Open(t.Context(), log, func(s setting.Settings) { heard <- s }, quiet)
	require.NoError(t, err)
	require.Equal(t, setting.Defaults(), first.Now())
	require.Equal(t, setting.Defaults(), <-heard)
	run(t, first)
	change(t, log, setting.RateLimitInput{Burst: new(5)})
	change(t, log, setting.LoggingInput{Level: new(setting.Warn)})
	change(t, log, setting.RateLimitInput{Burst: new(6)})
	for range 3 {
		<-heard
	}
	want := setting.Defaults()
	want.RateLimit.Burst, want.Logging.Level = 6, setting.Warn
	require.Equal(t, want, first.Now())

	// One that starts later has the same from the beginning, and follows on.
	later, err := settings.Open(t.Context(), open(t, servers, 1), nil, quiet)
	require.NoError(t, err)
	require.Equal(t, want, later.Now())
	run(t, later)
	change(t, log, setting.RateLimitInput{})
	want.RateLimit.Burst = 1000
	for _, f := range []*settings.Follower{first, later} {
		require.Eventually(t, func() bool { return f.Now().RateLimit.Burst == 1000 }, patience, time.Millisecond)
		require.Equal(t, want, f.Now())
	}
}

// Without the log nobody knows what holds.
func TestOpenNeedsTheLog(t *testing.T) {
	t.Parallel()
	log := open(t, natstest.Start(t, 1), 0)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := settings.Open(ctx, log, nil, slog.New(slog.DiscardHandler))
	require.ErrorIs(t, err, context.Canceled)
}
