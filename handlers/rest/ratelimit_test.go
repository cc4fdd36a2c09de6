package rest_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/user"
)

// clock is one that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// limited is a rig whose clock stands still, and another server of it, which
// counts for itself, to change settings by.
func limited(t *testing.T) (r, admin *rig, c *clock) {
	t.Helper()
	r, c = newRig(t), newClock()
	admin = r.on(t)
	config := r.config()
	config.Clock = c.Now
	r.serveWith(config)
	return r, admin, c
}

// limits are the headers of an answer.
func (a reply) limits() [3]string {
	return [3]string{a.Header.Get("RateLimit-Limit"), a.Header.Get("RateLimit-Remaining"), a.Header.Get("RateLimit-Reset")}
}

// G20: the limit limits.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	r, admin, c := limited(t)
	require.Equal(t, [3]string{"1000", "999", "1"}, r.get(campaignsPath).limits())
	admin.set("rate-limit", object{"requestsPerMinute": 30, "burst": 3})
	for _, left := range []string{"2", "1", "0"} {
		answer := r.get(campaignsPath)
		answer.is(http.StatusOK)
		require.Equal(t, left, answer.Header.Get("RateLimit-Remaining"))
	}
	refused := r.get("/nowhere")
	refused.fails(http.StatusTooManyRequests, "RATE_LIMITED")
	require.Equal(t, [3]string{"3", "0", "6"}, refused.limits())
	require.Equal(t, "2", refused.Header.Get("Retry-After"))
	before := r.last()
	r.post(generatePath, generation(nil)).fails(http.StatusTooManyRequests, "RATE_LIMITED")
	r.send(http.MethodGet, "/ws", "", "Connection", "Upgrade", "Upgrade", "websocket").fails(http.StatusTooManyRequests, "RATE_LIMITED")
	require.Equal(t, before, r.last())
	for _, path := range []string{"/ping", "/health", "/health/live", "/health/ready"} {
		probe := r.get(path)
		require.Equal(t, http.StatusOK, probe.StatusCode)
		require.Empty(t, probe.Header.Get("RateLimit-Limit"))
	}
	c.advance(1999 * time.Millisecond)
	r.get(campaignsPath).fails(http.StatusTooManyRequests, "RATE_LIMITED")
	c.advance(time.Millisecond)
	r.get(campaignsPath).is(http.StatusOK)
	r.get(campaignsPath).fails(http.StatusTooManyRequests, "RATE_LIMITED")
	c.advance(time.Hour)
	require.Equal(t, [3]string{"3", "2", "2"}, r.get(campaignsPath).limits(), "no more than the burst is saved up")
}

func TestNoRateLimit(t *testing.T) {
	t.Parallel()
	r, admin, _ := limited(t)
	admin.set("rate-limit", object{"requestsPerMinute": 0, "burst": 1})
	for range 20 {
		answer := r.get(campaignsPath)
		answer.is(http.StatusOK)
		require.Equal(t, [3]string{}, answer.limits())
	}
}

// S15: who a caller is, is what the peer's address says, unless the peer is a
// proxy that we trust.
func TestForwardedAddresses(t *testing.T) {
	t.Parallel()
	r, admin, _ := limited(t)
	admin.set("rate-limit", object{"requestsPerMinute": 1, "burst": 1})
	nobody := r.as(person{})
	from := func(forwarded string) reply {
		t.Helper()
		return nobody.send(http.MethodGet, campaignsPath, "", "X-Forwarded-For", forwarded, "X-Real-IP", forwarded)
	}
	from("192.0.2.1").fails(http.StatusUnauthorized, "UNAUTHORIZED")
	for _, made := range []string{"192.0.2.2", "127.0.0.1", "10.0.0.1, 192.0.2.3", ""} {
		from(made).fails(http.StatusTooManyRequests, "RATE_LIMITED")
	}
	admin.set("server", object{"trustedProxies": []string{"127.0.0.1", "10.0.0.0/8"}})
	for _, caller := range []string{"192.0.2.1", "192.0.2.2", "192.0.2.9, 192.0.2.3", "192.0.2.4, 10.1.1.1", "2001:db8:0:1::1", "2001:db8:0:2::1"} {
		from(caller).fails(http.StatusUnauthorized, "UNAUTHORIZED")
		from(caller).fails(http.StatusTooManyRequests, "RATE_LIMITED")
	}
	// What is before the first that we do not trust may be made up, and one host
	// has all addresses of its network.
	for _, same := range []string{"192.0.2.77, 192.0.2.3", "192.0.2.3", "10.1.1.1, 192.0.2.4", "2001:db8:0:1:ffff::1", "::ffff:192.0.2.1"} {
		from(same).fails(http.StatusTooManyRequests, "RATE_LIMITED")
	}
	from("no address").fails(http.StatusTooManyRequests, "RATE_LIMITED")
}

// Who is known has a bucket of their own, and their key another one, whatever
// their address.
func TestRateLimitOfCallers(t *testing.T) {
	t.Parallel()
	r, admin, _ := limited(t)
	one, other := r.signUp(user.Member), r.signUp(user.Member)
	key := r.keyOf(one, user.CampaignsRead)
	admin.set("rate-limit", object{"requestsPerMinute": 1, "burst": 1})
	admin.set("server", object{"trustedProxies": []string{"127.0.0.1"}})
	get := func(p person, address string) reply {
		t.Helper()
		return r.as(p).send(http.MethodGet, campaignsPath, "", "X-Forwarded-For", address)
	}
	for _, p := range []person{one, other, key} {
		get(p, "192.0.2.1").is(http.StatusOK)
		get(p, "192.0.2.1").fails(http.StatusTooManyRequests, "RATE_LIMITED")
		get(p, "192.0.2.2").fails(http.StatusTooManyRequests, "RATE_LIMITED")
	}
	for address, nobody := range map[string]person{"192.0.2.1": {}, "192.0.2.2": {token: "made up"}} {
		get(nobody, address).fails(http.StatusUnauthorized, "UNAUTHORIZED")
		get(nobody, address).fails(http.StatusTooManyRequests, "RATE_LIMITED")
	}
}
