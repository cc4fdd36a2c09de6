package fetcher

import (
	"context"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// The certificate of httptest, for example.com, is one that the system trusts during these tests. crypto/x509 reads
// SSL_CERT_FILE when it first verifies.
func TestMain(m *testing.M) {
	s := httptest.NewTLSServer(http.NotFoundHandler())
	trusted := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	s.Close()
	file, err := os.CreateTemp("", "trusted-*.pem")
	if err == nil {
		_, err = file.Write(trusted)
	}
	if err != nil {
		panic(err)
	}
	_ = file.Close()
	_ = os.Setenv("SSL_CERT_FILE", file.Name())
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) { _ = os.Remove(file.Name()); os.Exit(code) }))
}

var loopback = netip.MustParsePrefix("127.0.0.0/8")

// plainConfig is a persona without rate limits that may reach the servers of these tests.
func plainConfig() Config {
	return Config{
		UserAgent: "test/1", Timeout: 10 * time.Second, FollowRedirects: true, MaxRedirects: 7,
		AllowedStatusCodes: []int{200}, MaxBodyBytes: 2 << 20, MaxInFlight: 20, Allow: []netip.Prefix{loopback},
	}
}

func newEngine(t testing.TB, change func(*Config)) *Engine {
	t.Helper()
	c := plainConfig()
	if change != nil {
		change(&c)
	}
	e, err := New(c)
	require.NoError(t, err)
	e.backoff = time.Millisecond
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	return e
}

// noLookup is for tests in which nothing may be looked up.
func noLookup(_ context.Context, host string) ([]netip.Addr, error) {
	return nil, errors.New("unexpected lookup of " + host)
}

func lookupTo(addresses ...string) func(context.Context, string) ([]netip.Addr, error) {
	return func(context.Context, string) ([]netip.Addr, error) { return addrs(addresses...), nil }
}

func addrs(list ...string) []netip.Addr {
	var out []netip.Addr
	for _, a := range list {
		out = append(out, netip.MustParseAddr(a))
	}
	return out
}

// serve starts a plain HTTP server on 127.0.0.1 and returns its port.
func serve(t testing.TB, h http.HandlerFunc) int {
	t.Helper()
	return serveAt(t, "127.0.0.1", h)
}

func serveAt(t testing.TB, address string, h http.HandlerFunc) int {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	require.NoError(t, s.Listener.Close())
	var err error
	s.Listener, err = net.Listen("tcp", address+":0")
	require.NoError(t, err)
	s.Start()
	t.Cleanup(s.Close)
	return portOf(t, s.URL)
}

func portOf(t testing.TB, raw string) int {
	u, err := url.Parse(raw)
	require.NoError(t, err)
	p, err := strconv.Atoi(u.Port())
	require.NoError(t, err)
	return p
}

func fresh(name string, addresses ...string) Request {
	return Request{Name: name, Addresses: addrs(addresses...), Fresh: true}
}

// fetchAll keeps a copy of each page, its Body included, and insists on one page per request.
func fetchAll(t testing.TB, e *Engine, o Options, reqs ...Request) []Page {
	t.Helper()
	pages, err := collect(t.Context(), e, o, reqs)
	require.NoError(t, err)
	require.Len(t, pages, len(reqs))
	list := make([]Page, len(reqs))
	for i, p := range pages {
		require.Len(t, p, 1, "request %d", i)
		list[i] = p[0]
	}
	return list
}

func collect(ctx context.Context, e *Engine, o Options, reqs []Request) (map[int][]Page, error) {
	if o.Path == "" {
		o.Path = "/"
	}
	if o.Lookup == nil {
		o.Lookup = noLookup
	}
	var mu sync.Mutex
	pages := map[int][]Page{}
	err := e.Fetch(ctx, o, reqs, func(i int, p Page) {
		mu.Lock()
		defer mu.Unlock()
		p.Body = append([]byte(nil), p.Body...)
		pages[i] = append(pages[i], p)
	})
	return pages, err
}

func itoa(n int) string { return strconv.Itoa(n) }

// pause keeps a server busy for a while, so that requests overlap.
func pause(d time.Duration) { <-time.After(d) }

func mustPath(t testing.TB) *url.URL {
	u, err := url.ParseRequestURI("/")
	require.NoError(t, err)
	return u
}

func quietLog() *log.Logger { return log.New(io.Discard, "", 0) }
