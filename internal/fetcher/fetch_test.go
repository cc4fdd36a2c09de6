package fetcher

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"
)

func TestPageTellsWhatTheServerSaid(t *testing.T) {
	t.Parallel()
	port := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Server", "lab/2")
		w.Header().Set("Set-Cookie", "session=secret")
		w.Header().Set("Content-Language", "fr")
		_, _ = w.Write([]byte("<html><head><title>Bonjour</title></head><body>" + r.Host + " " + r.URL.String() + " " +
			r.Header.Get("User-Agent") + " " + r.Header.Get("X-One") + "</body></html>"))
	})
	e := newEngine(t, func(c *Config) { c.Headers = map[string]string{"x-one": "1"} })
	host := "name.test:" + itoa(port)
	p := fetchAll(t, e, Options{Ports: []int{port}, Path: "/a?b=c"}, fresh("name.test", "127.0.0.1"))[0]

	require.Equal(t, Answered, p.Outcome, p.ErrorMessage)
	require.Equal(t, 200, p.StatusCode)
	require.Equal(t, "http://"+host+"/a?b=c", p.FinalURL)
	require.Equal(t, "HTTP/1.1", p.HTTPVersion)
	require.Equal(t, "127.0.0.1:"+itoa(port), p.RemoteAddress)
	require.Equal(t, "Bonjour", p.Title)
	require.Equal(t, "fr", p.Language)
	require.Equal(t, "lab/2", p.ServerHeader)
	require.Equal(t, "text/html; charset=utf-8", p.ContentType)
	require.Equal(t, host+" /a?b=c test/1 1", p.Text)
	require.Equal(t, p.Text, p.Snippet)
	require.Equal(t, hash(p.Body), p.ContentHash)
	require.EqualValues(t, len(p.Body), p.BodyBytes)
	require.Equal(t, []string{}, p.Headers["Set-Cookie"])
	require.NotContains(t, p.RawHeaders, "secret")
	require.Contains(t, p.RawHeaders, "Server: lab/2\n")
	require.Equal(t, 1, p.Attempts)
	require.Nil(t, p.TLSVerified)
	require.Positive(t, p.Duration)
	require.False(t, p.CheckedAt.IsZero())
}

func TestStatusOutsideTheAllowedOnesIsAnHTTPError(t *testing.T) {
	t.Parallel()
	port := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	p := fetchAll(t, newEngine(t, nil), Options{Ports: []int{port}, Retries: 3}, fresh("name.test", "127.0.0.1"))[0]
	require.Equal(t, HTTPError, p.Outcome)
	require.Equal(t, http.StatusTeapot, p.StatusCode)
	require.Equal(t, 1, p.Attempts)
}

func TestRetriesUntilAnAnswerStands(t *testing.T) {
	t.Parallel()
	for _, code := range []int{429, 502, 503, 504} {
		var asked atomic.Int32
		port := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			if asked.Add(1) < 3 {
				w.WriteHeader(code)
			}
		})
		p := fetchAll(t, newEngine(t, nil), Options{Ports: []int{port}, Retries: 5}, fresh("name.test", "127.0.0.1"))[0]
		require.Equal(t, Answered, p.Outcome)
		require.Equal(t, 3, p.Attempts)
		require.EqualValues(t, 3, asked.Load())
	}
}

func TestRetriesAreBounded(t *testing.T) {
	t.Parallel()
	port := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	e := newEngine(t, nil)
	pages := fetchAll(t, e, Options{Ports: []int{port}, Retries: 2},
		fresh("answers.test", "127.0.0.1"), fresh("refuses.test", "127.9.9.9"))
	require.Equal(t, 3, pages[0].Attempts)
	require.Equal(t, HTTPError, pages[0].Outcome)
	require.Equal(t, 3, pages[1].Attempts)
	require.Equal(t, "CONNECTION_REFUSED", pages[1].ErrorCode)
}

func TestRetryAfterIsHonouredUpToThirtySeconds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"7": 7 * time.Second, "3600": maxRetryWait, "99999999999999999999": 0, "-1": 0, "soon": 0,
		now.Add(9 * time.Second).Format(http.TimeFormat): 9 * time.Second,
		now.Add(time.Hour).Format(http.TimeFormat):       maxRetryWait,
		now.Add(-time.Hour).Format(http.TimeFormat):      0,
	} {
		got := retryWait(time.Nanosecond, 1, http.Header{"Retry-After": {value}}, now)
		require.InDelta(t, want, got, 2, value)
	}
	for attempt := 1; attempt < 100; attempt++ {
		got := retryWait(200*time.Millisecond, attempt, nil, now)
		require.GreaterOrEqual(t, got, 100*time.Millisecond)
		require.LessOrEqual(t, got, maxRetryWait)
	}
}

func TestStaleResultsAreLookedUp(t *testing.T) {
	t.Parallel()
	port := serve(t, func(http.ResponseWriter, *http.Request) {})
	e := newEngine(t, nil)
	stale := Request{Name: "name.test", Addresses: addrs("127.9.9.9")}
	p := fetchAll(t, e, Options{Ports: []int{port}, Lookup: lookupTo("127.0.0.1")}, stale)[0]
	require.Equal(t, Answered, p.Outcome, p.ErrorMessage)

	p = fetchAll(t, e, Options{Ports: []int{port}}, stale)[0]
	require.Equal(t, Failed, p.Outcome)
	require.Equal(t, "LOOKUP_FAILED", p.ErrorCode)

	p = fetchAll(t, e, Options{Ports: []int{port}, Lookup: lookupTo()}, stale)[0]
	require.Equal(t, "NO_ADDRESS", p.ErrorCode)
}

func TestThreeAddressesAreTriedInOrder(t *testing.T) {
	t.Parallel()
	port := serve(t, func(http.ResponseWriter, *http.Request) {})
	e := newEngine(t, nil)
	pages := fetchAll(t, e, Options{Ports: []int{port}},
		fresh("third.test", "127.9.9.1", "10.0.0.1", "127.0.0.1"),
		fresh("fourth.test", "127.9.9.1", "127.9.9.2", "127.9.9.3", "127.0.0.1"),
		fresh("first.test", "127.9.9.1", "10.0.0.1"),
		fresh("none.test"))
	require.Equal(t, Answered, pages[0].Outcome, pages[0].ErrorMessage)
	require.Equal(t, "CONNECTION_REFUSED", pages[1].ErrorCode)
	require.Equal(t, "CONNECTION_REFUSED", pages[2].ErrorCode, "the first address stands")
	require.Equal(t, "NO_ADDRESS", pages[3].ErrorCode)
}

func TestUnusableOptionsAreNamed(t *testing.T) {
	t.Parallel()
	e := newEngine(t, nil)
	for field, o := range map[string]Options{
		"Lookup":  {Path: "/"},
		"Path":    {Lookup: noLookup, Path: "x"},
		"Ports":   {Lookup: noLookup, Path: "/", Ports: []int{0}},
		"Retries": {Lookup: noLookup, Path: "/", Retries: -1},
	} {
		var wrong *FieldError
		require.ErrorAs(t, e.Fetch(t.Context(), o, nil, nil), &wrong)
		require.Equal(t, field, wrong.Field)
	}
}

func TestUnusableConfigIsNamed(t *testing.T) {
	t.Parallel()
	for field, change := range map[string]func(*Config){
		"UserAgent":            func(c *Config) { c.UserAgent = "" },
		"Timeout":              func(c *Config) { c.Timeout = 0 },
		"MaxRedirects":         func(c *Config) { c.MaxRedirects = -1 },
		"AllowedStatusCodes":   func(c *Config) { c.AllowedStatusCodes = nil },
		"MaxBodyBytes":         func(c *Config) { c.MaxBodyBytes = 0 },
		"MaxInFlight":          func(c *Config) { c.MaxInFlight = 0 },
		"RatePerSecond":        func(c *Config) { c.RatePerSecond = -1 },
		"Burst":                func(c *Config) { c.RatePerSecond = 1 },
		"PerHostMaxConcurrent": func(c *Config) { c.PerHostMaxConcurrent = -1 },
		"PerAddressPerSecond":  func(c *Config) { c.PerAddressPerSecond = -1 },
	} {
		c := plainConfig()
		change(&c)
		_, err := New(c)
		var wrong *FieldError
		require.ErrorAs(t, err, &wrong, field)
		require.Equal(t, field, wrong.Field)
	}
}

func TestPanicCostsOneNameItsResult(t *testing.T) {
	t.Parallel()
	port := serve(t, func(http.ResponseWriter, *http.Request) {})
	e := newEngine(t, func(c *Config) { c.MaxInFlight = 1 })
	var pages atomic.Int32
	o := Options{Ports: []int{port}, Path: "/", Lookup: noLookup}
	reqs := []Request{fresh("a.test", "127.0.0.1"), fresh("b.test", "127.0.0.1"), fresh("c.test", "127.0.0.1")}
	err := e.Fetch(t.Context(), o, reqs, func(i int, _ Page) {
		if i == 1 {
			panic("boom")
		}
		pages.Add(1)
	})
	require.ErrorContains(t, err, "b.test")
	require.EqualValues(t, 2, pages.Load())
}

func TestCancelDropsWhatIsInFlight(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{}, 100)
	port := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Host, "slow") {
			arrived <- struct{}{}
			<-r.Context().Done()
		}
	})
	reqs := []Request{fresh("quick.test", "127.0.0.1")}
	for range 50 {
		reqs = append(reqs, fresh("slow.test", "127.0.0.1"))
	}
	e := newEngine(t, func(c *Config) { c.Timeout, c.MaxInFlight = time.Hour, 100 })
	ctx, cancel := context.WithCancel(t.Context())
	quick := make(chan struct{})
	go func() {
		<-quick
		for range 10 {
			<-arrived
		}
		cancel()
	}()
	o := Options{Ports: []int{port}, Retries: 3, Path: "/", Lookup: noLookup}
	err := e.Fetch(ctx, o, reqs, func(i int, p Page) {
		require.Zero(t, i)
		require.Equal(t, Answered, p.Outcome)
		close(quick)
	})
	require.ErrorIs(t, err, context.Canceled)
}

func TestCloseEndsFetch(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	port := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
	})
	e := newEngine(t, nil)
	ended := make(chan error)
	go func() {
		_, err := collect(t.Context(), e, Options{Ports: []int{port}}, []Request{fresh("a.test", "127.0.0.1")})
		ended <- err
	}()
	<-arrived
	closed := make(chan error)
	go func() { closed <- e.Close() }()
	require.ErrorIs(t, <-ended, ErrClosed)
	require.NoError(t, <-closed)
	_, err := collect(t.Context(), e, Options{}, nil)
	require.ErrorIs(t, err, ErrClosed)
}

func TestRequestsInFlightAreBounded(t *testing.T) {
	t.Parallel()
	var now, most atomic.Int32
	port := serve(t, func(http.ResponseWriter, *http.Request) {
		n := now.Add(1)
		defer now.Add(-1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		pause(2 * time.Millisecond)
	})
	e := newEngine(t, func(c *Config) { c.MaxInFlight = 7 })
	var reqs []Request
	for i := range 100 {
		reqs = append(reqs, fresh("n"+itoa(i)+".test", "127.0.0.1"))
	}
	for _, p := range fetchAll(t, e, Options{Ports: []int{port}}, reqs...) {
		require.Equal(t, Answered, p.Outcome, p.ErrorMessage)
	}
	require.LessOrEqual(t, most.Load(), int32(7)) // counted down before the answer leaves the server
	require.Greater(t, most.Load(), int32(1))
}

func TestCampaignLimiterCountsNames(t *testing.T) {
	t.Parallel()
	port := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/next", http.StatusFound)
		}
	})
	limiter := rate.NewLimiter(rate.Every(time.Hour), 3)
	e := newEngine(t, nil)
	o := Options{Ports: []int{port}, Limiter: limiter}
	fetchAll(t, e, o, fresh("a.test", "127.0.0.1"), fresh("b.test", "127.0.0.1"), fresh("c.test", "127.0.0.1"))
	require.False(t, limiter.Allow(), "three names, three tokens")
}
