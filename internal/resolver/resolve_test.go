package resolver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"

	"domainflow/internal/lab"
)

var askA = Query{Types: []uint16{dns.TypeA}}

func TestNothingToAsk(t *testing.T) {
	t.Parallel()
	e := startEngine(t, Config{Resolvers: []string{"127.0.0.1:9"}})
	require.Empty(t, resolveAll(t, e, askA, nil))
}

func TestRecordTypesAreChecked(t *testing.T) {
	t.Parallel()
	e := startEngine(t, Config{Resolvers: []string{"127.0.0.1:9"}})
	for _, types := range [][]uint16{nil, {dns.TypeMX}, {dns.TypeA, dns.TypeANY}, {dns.TypeA, dns.TypeSRV}} {
		err := e.Resolve(t.Context(), Query{Types: types}, []string{"a.test"}, func(int, Result) { t.Error("asked") })
		require.ErrorIs(t, err, ErrRecordTypes)
	}
}

// Half of the names are answered, the others never are: cancelling drops those,
// and the same engine goes on afterwards.
func TestCancelInTheMiddle(t *testing.T) {
	t.Parallel()
	l := startLab(t, lab.Config{Exists: 1, Names: map[lab.NameKind]float64{lab.BlackHole: 0.5}})
	e := labEngine(t, l, Config{Timeout: time.Hour, MaxInFlight: 64}, lab.Clean)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var mu sync.Mutex
	calls := map[int]int{}
	err := e.Resolve(ctx, askA, numbered(5000), func(i int, r Result) {
		mu.Lock()
		defer mu.Unlock()
		require.Equal(t, StatusResolved, r.Status)
		if calls[i]++; len(calls) == 20 {
			cancel()
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	require.GreaterOrEqual(t, len(calls), 20)
	require.Less(t, len(calls), 200)
	for i, n := range calls {
		require.Equal(t, 1, n, i)
	}
	requireIdle(t, e)
	good, err := l.FindName(lab.Address, 1)
	require.NoError(t, err)
	require.Equal(t, StatusResolved, resolveOne(t, e, good[0], 0).Status)
}

func TestCancelDuringRetryAndTCP(t *testing.T) {
	t.Parallel()
	l := startLab(t, lab.Config{Exists: 1})
	dead := l.Resolver(lab.Dead).String()
	for title, cfg := range map[string]Config{
		"waiting for a retry": {Resolvers: []string{l.Resolver(lab.ServFail).String()}},
		"waiting over TCP":    {Resolvers: []string{"tcp://" + dead}, Timeout: time.Hour},
	} {
		t.Run(title, func(t *testing.T) {
			e := startEngine(t, cfg)
			e.retryBase = time.Hour
			cause := errors.New("paused")
			ctx, cancel := context.WithCancelCause(t.Context())
			behaviour := lab.ServFail
			if cfg.Timeout > 0 {
				behaviour = lab.Dead
			}
			ended := make(chan error, 1)
			go func() {
				q := Query{Types: askA.Types, Retries: 3}
				ended <- e.Resolve(ctx, q, numbered(3), func(int, Result) { t.Error("a result") })
			}()
			require.Eventually(t, func() bool { return l.Queries(behaviour) > 0 }, time.Minute, time.Millisecond)
			cancel(cause)
			require.ErrorIs(t, <-ended, cause)
			requireIdle(t, e)
		})
	}
}

func TestCloseEndsResolve(t *testing.T) {
	t.Parallel()
	l := startLab(t, lab.Config{})
	e := labEngine(t, l, Config{Timeout: time.Hour}, lab.Dead)
	ended := make(chan error, 1)
	go func() {
		ended <- e.Resolve(t.Context(), askA, numbered(10), func(int, Result) { t.Error("a result") })
	}()
	require.Eventually(t, func() bool { return l.Queries(lab.Dead) > 0 }, time.Minute, time.Millisecond)
	require.NoError(t, e.Close())
	require.ErrorIs(t, <-ended, ErrClosed)
	require.ErrorIs(t, e.Resolve(t.Context(), askA, numbered(1), func(int, Result) { t.Error("a result") }), ErrClosed)
}

// The responder keeps every query until limit are out, listens whether another
// comes, and only then answers them.
func TestInFlightLimit(t *testing.T) {
	t.Parallel()
	const limit, total = 7, 70
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close()) }()
	e := startEngine(t, Config{Resolvers: []string{conn.LocalAddr().String()}, MaxInFlight: limit})
	var calls sync.WaitGroup
	for part := range 2 { // the limit is the engine's, not the call's
		calls.Go(func() { resolveAll(t, e, askA, numbered(total)[part*total/2:(part+1)*total/2]) })
	}
	buf := make([]byte, 512)
	for range total / limit {
		type held struct {
			answer []byte
			to     net.Addr
		}
		var out []held
		for range limit {
			n, from, err := conn.ReadFrom(buf)
			require.NoError(t, err)
			out = append(out, held{truth(t, buf[:n]), from})
		}
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(10*time.Millisecond)))
		_, _, err := conn.ReadFrom(buf)
		require.Error(t, err, "one query too many")
		require.NoError(t, conn.SetReadDeadline(time.Time{}))
		for _, h := range out {
			_, err := conn.WriteTo(h.answer, h.to)
			require.NoError(t, err)
		}
	}
	calls.Wait()
}

// With the next token years away, exactly the burst is asked.
func TestRateLimits(t *testing.T) {
	t.Parallel()
	const perSecond, burst = 1e-9, 5
	for title, c := range map[string]struct {
		cfg     Config
		limiter *rate.Limiter
	}{
		"of the persona":  {cfg: Config{RatePerSecond: perSecond, Burst: burst}},
		"of the campaign": {limiter: rate.NewLimiter(perSecond, burst)},
		"both":            {cfg: Config{RatePerSecond: perSecond, Burst: burst}, limiter: rate.NewLimiter(perSecond, 2*burst)},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			l := startLab(t, lab.Config{Exists: 1, Names: map[lab.NameKind]float64{}})
			e := labEngine(t, l, c.cfg, lab.Clean)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var mu sync.Mutex
			n := 0
			q := Query{Types: []uint16{dns.TypeA, dns.TypeAAAA}, Limiter: c.limiter}
			err := e.Resolve(ctx, q, numbered(50), func(int, Result) {
				mu.Lock()
				defer mu.Unlock()
				if n++; n == burst {
					cancel()
				}
			})
			require.ErrorIs(t, err, context.Canceled)
			require.Equal(t, burst, n)
			require.EqualValues(t, 2*burst, l.Queries(lab.Clean), "names are counted, not queries")
		})
	}
}

// The deadline is known to come first, so nobody waits for it.
func TestRateLimitBeyondDeadline(t *testing.T) {
	t.Parallel()
	l := startLab(t, lab.Config{Exists: 1})
	e := labEngine(t, l, Config{RatePerSecond: 1e-9, Burst: 1}, lab.Clean)
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	results := make(chan Result, 2)
	err := e.Resolve(ctx, askA, numbered(2), func(_ int, r Result) { results <- r })
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Len(t, results, 1, "the name that was begun has its result")
}

func TestPanicComesUpInTheCaller(t *testing.T) {
	t.Parallel()
	l := startLab(t, lab.Config{Exists: 1})
	e := labEngine(t, l, Config{}, lab.Clean)
	var mu sync.Mutex
	n := 0
	require.Panics(t, func() {
		_ = e.Resolve(t.Context(), askA, numbered(20), func(i int, _ Result) {
			mu.Lock()
			defer mu.Unlock()
			n++
			if i == 3 {
				panic("three")
			}
		})
	})
	require.Equal(t, 20, n, "the other names are not lost by it")
	requireIdle(t, e)
}

// More names wait for a retry than may be begun, with a single slot: the retries get it.
func TestRetriesDoNotStarve(t *testing.T) {
	t.Parallel()
	l := startLab(t, lab.Config{Exists: 1})
	e := labEngine(t, l, Config{MaxInFlight: 1}, lab.ServFail)
	e.retryBase = 50 * time.Millisecond
	for _, r := range resolveAll(t, e, Query{Types: askA.Types, Retries: 1}, numbered(waiting+500)) {
		require.Equal(t, CodeServfail, r.ErrorCode)
		require.Equal(t, 2, r.Attempts)
	}
}

// One resolver knows every other name only, so it is not passed over. Nobody asks it twice for a name.
func TestRetryGoesElsewhere(t *testing.T) {
	t.Parallel()
	respond := func(fails func(name string) bool) string {
		return startResponder(t, func(reply *dns.Msg, _ bool) {
			if name := reply.Question[0].Name; !fails(name) {
				reply.Answer = []dns.RR{address(t, name+" 60 IN A 198.51.100.1")}
				return
			}
			reply.Rcode = dns.RcodeServerFailure
		})
	}
	half := respond(func(name string) bool { return (name[len("site")]-'0')%2 == 0 })
	all := respond(func(string) bool { return false })
	e := startEngine(t, Config{Resolvers: []string{half, all}, MaxInFlight: 8})
	for i, r := range resolveAll(t, e, Query{Types: askA.Types, Retries: 1}, alternating(400)) {
		require.Equal(t, StatusResolved, r.Status, i)
	}
}

func alternating(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("site%dx%d.test", i%2, i)
	}
	return names
}

// A connection the server has closed while idle costs no attempt.
func TestStaleConnection(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	e := startEngine(t, Config{Resolvers: []string{"tcp://" + listener.Addr().String()}})
	for range 3 {
		results := make(chan Result, 1)
		ended := make(chan error, 1)
		go func() {
			ended <- e.Resolve(t.Context(), askA, []string{"name.test"}, func(_ int, r Result) { results <- r })
		}()
		answerOnce(t, listener)
		require.NoError(t, <-ended)
		r := <-results
		require.Equal(t, StatusResolved, r.Status, r.ErrorMessage)
		require.Equal(t, 1, r.Attempts)
	}
	require.NoError(t, listener.Close())
	require.Equal(t, CodeNetwork, resolveOne(t, e, "name.test", 0).ErrorCode)
}

// answerOnce takes one connection and closes it after one answer.
func answerOnce(t *testing.T, listener net.Listener) {
	t.Helper()
	c, err := listener.Accept()
	require.NoError(t, err)
	conn := dns.Conn{Conn: c}
	query, err := conn.ReadMsgHeader(nil)
	require.NoError(t, err)
	_, err = conn.Write(truth(t, query))
	require.NoError(t, err)
	require.NoError(t, c.Close())
}

func TestResolverOverIPv6(t *testing.T) {
	t.Parallel()
	server, ok := startIPv6(t, zone(t, "a.test. 60 IN AAAA 2606:4700::1"))
	if !ok {
		t.Skip("no IPv6 on this machine")
	}
	e := startEngine(t, Config{Resolvers: []string{server}})
	r := resolveOne(t, e, "a.test", 0, dns.TypeAAAA)
	require.Equal(t, "2606:4700::1", r.Records.AAAA[0].String())
	require.False(t, r.PrivateAddress)
}
