package fetcher

import (
	"net/http"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// In a minute a polite engine would make less than one connection to the address, and no second one to the host while
// the first is open: here all are open at once.
func TestNoPolitenessTowardsAllowedAddresses(t *testing.T) {
	t.Parallel()
	const n = 4
	var arrived sync.WaitGroup
	arrived.Add(n)
	port := serve(t, func(http.ResponseWriter, *http.Request) {
		arrived.Done()
		arrived.Wait()
	})
	e := newEngine(t, func(c *Config) { c.PerAddressPerSecond, c.PerHostMaxConcurrent = 0.001, 1 })
	mapped := fresh("a.test", "::ffff:127.0.0.1")
	pages := fetchAll(t, e, Options{Ports: []int{port}}, fresh("a.test", "127.0.0.1"), fresh("a.test", "127.0.0.1"), mapped, mapped)
	for _, p := range pages {
		require.Equal(t, Answered, p.Outcome)
	}
}

func TestPolitenessTowardsAllOthers(t *testing.T) {
	t.Parallel()
	e := newEngine(t, func(c *Config) { c.PerAddressPerSecond, c.PerHostMaxConcurrent = 0.001, 1 })
	v := &visit{engine: e}
	for _, addresses := range [][]netip.Addr{addrs("192.0.2.1"), addrs("127.0.0.1", "192.0.2.1")} {
		release, err := v.permit(t.Context(), "a.test", addresses)
		require.NoError(t, err)
		require.False(t, e.hosts.hosts["a.test"].sem.TryAcquire(1), "the only permit is taken")
		release()
	}
	foreign := addrs("192.0.2.1")[0]
	require.NoError(t, v.enter(t.Context(), foreign))
	require.Positive(t, e.addresses.reserve(foreign, time.Now()), "the next turn is far away")
	v.close()
}
