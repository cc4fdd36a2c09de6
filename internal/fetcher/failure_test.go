package fetcher

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// rawServer answers each connection on its own terms once the request was read, and returns its port. TLS clients are
// met with an alert, so that port: https, then http, always comes to the plain one.
func rawServer(t *testing.T, answer func(net.Conn)) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				r := bufio.NewReader(c)
				if first, _ := r.Peek(1); len(first) == 1 && first[0] == 'G' {
					_, _ = http.ReadRequest(r)
					answer(c)
				}
			}()
		}
	}()
	t.Cleanup(func() { require.NoError(t, l.Close()); <-done })
	return l.Addr().(*net.TCPAddr).Port
}

func endless(c net.Conn, head, unit string) {
	_, err := c.Write([]byte(head))
	for block := []byte(strings.Repeat(unit, 1000)); err == nil; {
		_, err = c.Write(block)
	}
}

// plainTarget is what fetching the plain http target of a raw server gives.
func plainTarget(t *testing.T, e *Engine, port int) *answer {
	t.Helper()
	r := fresh("name.test", "127.0.0.1")
	list := targets(r.Name, []int{port}, mustPath(t))
	v := &visit{engine: e, options: Options{Lookup: noLookup}, request: r, targets: list[1:]}
	t.Cleanup(v.close)
	a, err := v.pass(t.Context())
	require.NoError(t, err)
	v.answer = a
	return a
}

func TestFailuresAreToldApart(t *testing.T) {
	t.Parallel()
	const ok = "HTTP/1.1 200 OK\r\n"
	for name, c := range map[string]struct {
		answer  func(net.Conn)
		outcome Outcome
		code    string
	}{
		"closed":          {func(net.Conn) {}, Failed, "CONNECTION_CLOSED"},
		"reset":           {func(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) }, Failed, "CONNECTION_RESET"},
		"garbage":         {func(c net.Conn) { _, _ = c.Write([]byte("\x00\xffgarbage\r\n\r\n")) }, Failed, "MALFORMED_RESPONSE"},
		"half headers":    {func(c net.Conn) { _, _ = c.Write([]byte(ok + "A: b\r\n")) }, Failed, "MALFORMED_RESPONSE"},
		"endless headers": {func(c net.Conn) { endless(c, ok, "X-Header: value\r\n") }, Failed, "HEADERS_TOO_LARGE"},
		"one long header": {func(c net.Conn) { endless(c, ok+"X-Header: ", "v") }, Failed, "HEADERS_TOO_LARGE"},
		"short body":      {func(c net.Conn) { _, _ = c.Write([]byte(ok + "Content-Length: 9\r\n\r\nabc")) }, Failed, "MALFORMED_RESPONSE"},
		"bad chunk":       {func(c net.Conn) { _, _ = c.Write([]byte(ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n")) }, Failed, "MALFORMED_RESPONSE"},
		"bad gzip": {func(c net.Conn) {
			_, _ = c.Write([]byte(ok + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"))
		}, Failed, "CONTENT_DECODING"},
		"unknown coding": {func(c net.Conn) {
			_, _ = c.Write([]byte(ok + "Content-Encoding: zstd\r\nContent-Length: 3\r\n\r\nabc"))
		}, Failed, "UNSUPPORTED_ENCODING"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := plainTarget(t, newEngine(t, nil), rawServer(t, c.answer))
			require.Equal(t, c.outcome, a.page.Outcome)
			require.Equal(t, c.code, a.page.ErrorCode, a.page.ErrorMessage)
			require.NotEmpty(t, a.page.ErrorMessage)
			require.Zero(t, a.page.StatusCode)
		})
	}
}

func TestSilenceAndDripAreTimeouts(t *testing.T) {
	t.Parallel()
	hold := make(chan struct{})
	defer close(hold)
	for name, answer := range map[string]func(net.Conn){
		"silent": func(net.Conn) { <-hold },
		"drip in headers": func(c net.Conn) {
			_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\n"))
			<-hold
		},
		"drip in body": func(c net.Conn) {
			_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabc"))
			<-hold
		},
	} {
		a := plainTarget(t, newEngine(t, func(c *Config) { c.Timeout = 50 * time.Millisecond }), rawServer(t, answer))
		require.Equal(t, Timeout, a.page.Outcome, name)
		require.Equal(t, "TIMEOUT", a.page.ErrorCode)
	}
}

func TestEndlessBodyIsCut(t *testing.T) {
	t.Parallel()
	port := rawServer(t, func(c net.Conn) { endless(c, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", "word ") })
	p := fetchAll(t, newEngine(t, func(c *Config) { c.MaxBodyBytes = 100_000 }), Options{Ports: []int{port}}, fresh("name.test", "127.0.0.1"))[0]
	require.Equal(t, Answered, p.Outcome, p.ErrorMessage)
	require.True(t, p.Truncated)
	require.EqualValues(t, 100_000, p.BodyBytes)
}

func TestCertificateOfNobodyIsATLSError(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = quietLog()
	s.StartTLS()
	t.Cleanup(s.Close)
	p := fetchAll(t, newEngine(t, nil), Options{Ports: []int{portOf(t, s.URL)}}, fresh("name.test", "127.0.0.1"))[0]
	// The http target of the same port answers: Go's server says 400 in plain text.
	require.Equal(t, HTTPError, p.Outcome)
	require.Equal(t, 400, p.StatusCode)

	e := newEngine(t, nil)
	v := &visit{engine: e, options: Options{Lookup: noLookup}, request: fresh("name.test", "127.0.0.1")}
	v.targets = targets("name.test", []int{portOf(t, s.URL)}, mustPath(t))[:1]
	defer v.close()
	a, err := v.pass(t.Context())
	require.NoError(t, err)
	require.Equal(t, TLSError, a.page.Outcome)
	require.Equal(t, "TLS_CERTIFICATE", a.page.ErrorCode)
	require.NotEmpty(t, a.page.TLSError)
	require.False(t, *a.page.TLSVerified)
}

func TestFirstOfSeveralFailuresStands(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS13, MaxVersion: tls.VersionTLS13}
	s.Config.ErrorLog = quietLog()
	s.StartTLS()
	t.Cleanup(s.Close)
	e := newEngine(t, nil)
	closed := rawServer(t, func(net.Conn) {})
	v := &visit{engine: e, options: Options{Lookup: noLookup}, request: fresh("name.test", "127.0.0.1")}
	v.targets = append(targets("name.test", []int{closed}, mustPath(t))[1:], targets("name.test", []int{portOf(t, s.URL)}, mustPath(t))[0])
	defer v.close()
	a, err := v.pass(t.Context())
	require.NoError(t, err)
	require.Equal(t, TLSError, a.page.Outcome)
	require.Equal(t, v.targets[1].String(), a.page.FinalURL)
}

func TestHeaderRecordIsBounded(t *testing.T) {
	t.Parallel()
	h := http.Header{"Set-Cookie": {"a=b"}, "A": {"one", "two\x00\r\nx"}, "B": {strings.Repeat("\xff", 5000)}}
	for i := range 300 {
		h["C"+itoa(i)] = []string{strings.Repeat("v", 100)}
	}
	kept, raw := recordHeaders(h)
	size := 0
	for name, values := range kept {
		if len(values) == 0 {
			size += len(name)
		}
		for _, v := range values {
			size += len(name) + len(v)
		}
	}
	require.LessOrEqual(t, size, maxHeaderBytes)
	require.Equal(t, []string{"one", "twox"}, kept["A"])
	require.LessOrEqual(t, len(kept["B"][0]), maxFieldBytes)
	require.Contains(t, raw, "C299: v")
	require.NotContains(t, raw, "a=b")
	require.False(t, bytes.ContainsRune([]byte(raw), 0))
}
