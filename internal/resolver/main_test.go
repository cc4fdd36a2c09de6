package resolver

import (
	"log/slog"
	"net/netip"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"domainflow/internal/lab"
)

// TestMain also serves as the program of BenchmarkResolve's responder.
func TestMain(m *testing.M) {
	if os.Getenv(responderEnv) != "" {
		serveBenchmark()
		return
	}
	goleak.VerifyTestMain(m)
}

// loopback is what the engines of these tests may ask.
var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

func startLab(t testing.TB, config lab.Config) *lab.Lab {
	t.Helper()
	l, err := lab.Start(config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	return l
}

// startEngine fills in what a test leaves open and makes retries follow at once.
func startEngine(t testing.TB, cfg Config) *Engine {
	t.Helper()
	return startEngineOver(t, cfg, openTransport)
}

func startEngineOver(t testing.TB, cfg Config, open func() (transport, error)) *Engine {
	t.Helper()
	if cfg.Timeout == 0 {
		cfg.Timeout = 5 * time.Second
	}
	if cfg.MaxInFlight == 0 {
		cfg.MaxInFlight = 200
	}
	cfg.Allow = loopback
	udp, err := open()
	require.NoError(t, err)
	e, err := newEngine(cfg, udp)
	require.NoError(t, err)
	e.retryBase = time.Microsecond
	e.rotation.log = slog.New(slog.DiscardHandler)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	return e
}

func labEngine(t testing.TB, l *lab.Lab, cfg Config, behaviours ...lab.Behaviour) *Engine {
	t.Helper()
	for _, b := range behaviours {
		cfg.Resolvers = append(cfg.Resolvers, l.Resolver(b).String())
	}
	return startEngine(t, cfg)
}

// resolveAll requires exactly one result for each name.
func resolveAll(t testing.TB, e *Engine, q Query, names []string) []Result {
	t.Helper()
	results := make([]Result, len(names))
	calls := make([]int, len(names))
	var mu sync.Mutex
	err := e.Resolve(t.Context(), q, names, func(i int, r Result) {
		mu.Lock()
		defer mu.Unlock()
		results[i] = r
		calls[i]++
	})
	require.NoError(t, err)
	for i, n := range calls {
		require.Equal(t, 1, n, names[i])
	}
	return results
}

// resolveOne asks for A alone unless types are given.
func resolveOne(t testing.TB, e *Engine, name string, retries int, types ...uint16) Result {
	t.Helper()
	if len(types) == 0 {
		types = []uint16{1}
	}
	return resolveAll(t, e, Query{Types: types, Retries: retries}, []string{name})[0]
}

// requireIdle: every slot is given back, and the loop waits for nothing.
func requireIdle(t testing.TB, e *Engine) {
	t.Helper()
	require.True(t, e.slots.TryAcquire(int64(e.maxInFlight)))
	e.slots.Release(int64(e.maxInFlight))
	inLoop(t, e, func(l *loop) {
		assert.Zero(t, l.out.len)
		assert.Nil(t, l.out.oldest)
		assert.Empty(t, l.sends)
		for _, s := range l.sockets {
			assert.Zero(t, s.pending)
		}
	})
}
