package fetcher

import (
	"context"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAddressTurnsAreEvenlySpacedAndForgotten(t *testing.T) {
	t.Parallel()
	p := newAddressPace(5)
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	one, other := netip.MustParseAddr("1.1.1.1"), netip.MustParseAddr("1.1.1.2")
	for i := range 5 {
		require.Equal(t, time.Duration(i)*200*time.Millisecond, p.reserve(one, now))
	}
	require.Zero(t, p.reserve(other, now))
	require.Equal(t, 500*time.Millisecond, p.reserve(one, now.Add(500*time.Millisecond)))

	later := now.Add(time.Hour)
	for range 100_000 {
		other = other.Next()
		later = later.Add(time.Millisecond)
		p.reserve(other, later)
		require.LessOrEqual(t, len(p.next), smallestWalk)
	}
}

func TestHostPermitsAreBoundedAndForgotten(t *testing.T) {
	t.Parallel()
	h := newHostPermits(2)
	ctx, cancel := context.WithCancel(t.Context())
	first, err := h.acquire(ctx, "a.test")
	require.NoError(t, err)
	second, err := h.acquire(ctx, "a.test")
	require.NoError(t, err)
	elsewhere, err := h.acquire(ctx, "b.test")
	require.NoError(t, err)
	refused := make(chan error)
	go func() {
		_, err := h.acquire(ctx, "a.test")
		refused <- err
	}()
	cancel()
	require.ErrorIs(t, <-refused, context.Canceled)
	first()
	second()
	elsewhere()
	require.Empty(t, h.hosts)
}

func TestRequestsToOneHostAreBounded(t *testing.T) {
	t.Parallel()
	h := newHostPermits(2)
	var now, most atomic.Int32
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			release, err := h.acquire(t.Context(), "a.test")
			if err != nil {
				return
			}
			defer release()
			n := now.Add(1)
			defer now.Add(-1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			pause(time.Millisecond)
		})
	}
	all.Wait()
	require.EqualValues(t, 2, most.Load())
	require.Empty(t, h.hosts)
}

// A place in flight is taken only when it is the address's turn: the crowd on one address does not stop the rest.
func TestCrowdOnOneAddressDoesNotStopOthers(t *testing.T) {
	t.Parallel()
	e := newEngine(t, func(c *Config) { c.MaxInFlight, c.PerAddressPerSecond, c.Allow = 1, 0.001, nil })
	var reqs []Request
	for range 100 {
		reqs = append(reqs, fresh("crowd.test", "127.0.0.2"))
	}
	reqs = append(reqs, fresh("other.test", "127.0.0.3"))
	ctx, cancel := context.WithCancel(t.Context())
	// Without Allow the guard refuses them, which is a result too, and takes one turn at the address.
	o := Options{Ports: []int{80}, Path: "/", Lookup: noLookup}
	err := e.Fetch(ctx, o, reqs, func(i int, _ Page) {
		if i == 100 {
			cancel()
		}
	})
	require.ErrorIs(t, err, context.Canceled)
}
