package fetcher

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func serveTLS(t *testing.T, http2 bool, version uint16, h http.HandlerFunc) int {
	s := httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = http2
	s.TLS = &tls.Config{MinVersion: version, MaxVersion: version}
	s.Config.ErrorLog = quietLog()
	s.StartTLS()
	t.Cleanup(s.Close)
	return portOf(t, s.URL)
}

func TestSecureAnswersSayHow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		http2         bool
		version       uint16
		http, secured string
	}{
		{true, tls.VersionTLS13, "HTTP/2.0", "TLS13"},
		{false, tls.VersionTLS13, "HTTP/1.1", "TLS13"},
		{true, tls.VersionTLS12, "HTTP/2.0", "TLS12"},
	} {
		port := serveTLS(t, c.http2, c.version, func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte(r.Host + " " + r.TLS.ServerName + strings.Repeat(" long", 100_000)))
		})
		e := newEngine(t, nil)
		var reqs []Request
		for range 20 {
			reqs = append(reqs, fresh("example.com", "127.0.0.1"))
		}
		for _, p := range fetchAll(t, e, Options{Ports: []int{port}}, reqs...) {
			require.Equal(t, Answered, p.Outcome, p.ErrorMessage)
			require.Equal(t, c.http, p.HTTPVersion)
			require.Equal(t, c.secured, p.TLSVersion)
			require.True(t, *p.TLSVerified)
			require.Empty(t, p.TLSError)
			require.True(t, strings.HasPrefix(p.Text, "example.com:"+itoa(port)+" example.com long"))
			require.EqualValues(t, 500_000+len("example.com:"+itoa(port)+" example.com"), p.BodyBytes)
		}
	}
}

func TestEndlessHTTP2BodyIsCut(t *testing.T) {
	t.Parallel()
	port := serveTLS(t, true, tls.VersionTLS13, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	})
	p := fetchAll(t, newEngine(t, nil), Options{Ports: []int{port}}, fresh("example.com", "127.0.0.1"))[0]
	require.True(t, p.Truncated, p.ErrorMessage)
	require.EqualValues(t, 2<<20, p.BodyBytes)
}

func TestOldTLSIsATLSError(t *testing.T) {
	t.Parallel()
	port := serveTLS(t, false, tls.VersionTLS11, func(http.ResponseWriter, *http.Request) {})
	v := &visit{engine: newEngine(t, nil), options: Options{Lookup: noLookup}, request: fresh("example.com", "127.0.0.1")}
	v.targets = targets("example.com", []int{port}, mustPath(t))[:1]
	defer v.close()
	p, err := v.run(t.Context())
	require.NoError(t, err)
	require.Equal(t, TLSError, p.Outcome)
	require.Equal(t, "TLS_HANDSHAKE", p.ErrorCode)
	require.Nil(t, p.TLSVerified, "no certificate was judged")
}
