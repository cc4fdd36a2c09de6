package secrets

import (
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	home   = netip.MustParseAddr("192.0.2.1")
	abroad = netip.MustParseAddr("198.51.100.1")
)

// guesses is a clock and a throttle.
type guesses struct {
	now time.Time
	*Throttle
}

func newGuesses() *guesses {
	g := &guesses{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	g.Throttle = NewThrottle(func() time.Time { return g.now })
	return g
}

// fail is how long one must wait; 0 for one who tried and failed.
func (g *guesses) fail(email string, address netip.Addr) time.Duration {
	_, wait := g.Attempt(email, address)
	return wait
}

func TestFailuresSlowDown(t *testing.T) {
	t.Parallel()
	g := newGuesses()
	want := []int{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}
	for _, seconds := range want {
		require.Zero(t, g.fail("ann@example.com", home))
		wait := g.fail("ANN@example.com", home)
		require.Equal(t, time.Duration(seconds)*time.Second, wait)
		g.now = g.now.Add(wait - 1)
		require.EqualValues(t, 1, g.fail("ann@example.com", home), "asking does not make it longer")
		g.now = g.now.Add(1)
	}
}

func TestStrangersLockNobodyOut(t *testing.T) {
	t.Parallel()
	g := newGuesses()
	for range 5 {
		g.now = g.now.Add(g.fail("ann@example.com", abroad))
	}
	require.NotZero(t, g.fail("ann@example.com", abroad))
	right, wait := g.Attempt("ann@example.com", home)
	require.Zero(t, wait)
	right()
	require.NotZero(t, g.fail("ann@example.com", abroad), "that she was right at home helps nobody elsewhere")
	g.now = g.now.Add(slowest)
	right, wait = g.Attempt("ann@example.com", abroad)
	require.Zero(t, wait, "never for good")
	right()
	require.Zero(t, g.fail("ann@example.com", abroad))
	require.Equal(t, time.Second, g.fail("ann@example.com", abroad), "and then from the beginning")
}

func TestFailuresAreForgiven(t *testing.T) {
	t.Parallel()
	g := newGuesses()
	for range 8 {
		g.now = g.now.Add(g.fail("ann@example.com", home))
	}
	g.now = g.now.Add(slowest + forgiven)
	require.Zero(t, g.fail("ann@example.com", home))
	require.Equal(t, time.Second, g.fail("ann@example.com", home))
}

// S06: 1,000 guesses in 10 minutes from one address.
func TestGuessingIsRefused(t *testing.T) {
	t.Parallel()
	refused := func(email func(int) string) (n int) {
		g := newGuesses()
		for i := range 1000 {
			if g.fail(email(i), home) > 0 {
				n++
			}
			g.now = g.now.Add(600 * time.Millisecond)
		}
		return n
	}
	require.GreaterOrEqual(t, refused(func(int) string { return "ann@example.com" }), 990)
	require.GreaterOrEqual(t, refused(func(i int) string { return fmt.Sprint(i, "@example.com") }), 970, "at many accounts")
}

// Many tries at once are one, whichever way the race goes.
func TestGuessesAtOnceAreOne(t *testing.T) {
	t.Parallel()
	g := newGuesses()
	var mu sync.Mutex
	var wg sync.WaitGroup
	tried := 0
	for range 50 {
		wg.Go(func() {
			if g.fail("ann@example.com", home) == 0 {
				mu.Lock()
				defer mu.Unlock()
				tried++
			}
		})
	}
	wg.Wait()
	require.Equal(t, 1, tried)
}

// An office signs in, and one in it has an account to make room with.
func TestOneAddressOfMany(t *testing.T) {
	t.Parallel()
	g := newGuesses()
	for i := range 100 {
		right, wait := g.Attempt(fmt.Sprint(i, "@example.com"), home)
		require.Zero(t, wait)
		right()
	}
	for i := range addressFree {
		require.Zero(t, g.fail(fmt.Sprint("guess", i, "@example.com"), home))
	}
	require.Zero(t, g.fail("another@example.com", home))
	require.Equal(t, time.Second, g.fail("yet@example.com", home))
	g.now = g.now.Add(time.Second)
	right, wait := g.Attempt("own@example.com", home)
	require.Zero(t, wait)
	right()
	require.Zero(t, g.fail("more@example.com", home))
	require.Equal(t, 2*time.Second, g.fail("more@example.com", home), "an own account does not begin it anew")
	require.Zero(t, g.fail("more@example.com", abroad))
}

func TestAddressesOfOneNetworkAreOne(t *testing.T) {
	t.Parallel()
	g := newGuesses()
	for pair, same := range map[[2]string]bool{
		{"2001:db8::1", "2001:db8::ffff:1"}: true, {"2001:db8::1", "2001:db8:0:1::1"}: false,
		{"192.0.2.9", "::ffff:192.0.2.9"}: true, {"192.0.2.9", "192.0.2.10"}: false, {"fe80::1%a", "fe80::1%b"}: true,
	} {
		email := fmt.Sprint(pair)
		require.Zero(t, g.fail(email, netip.MustParseAddr(pair[0])))
		require.Equal(t, same, g.fail(email, netip.MustParseAddr(pair[1])) > 0, pair)
	}
}

func TestMemoryOfFailuresIsBounded(t *testing.T) {
	t.Parallel()
	g := newGuesses()
	g.most = 1000
	for i := range 3000 {
		address := netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
		require.Zero(t, g.fail("x@example.com", address))
	}
	require.Len(t, g.entries, 1000)
}
