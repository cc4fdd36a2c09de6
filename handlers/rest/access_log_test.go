package rest_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// pages is a log that is written and read at the same time.
type pages struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (p *pages) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *pages) take() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.text.Reset()
	return p.text.String()
}

// logging is a rig whose log can be read. Requests go to its handler directly,
// so that all has been written when they are answered.
func logging(t *testing.T, handler func(*pages) slog.Handler) (r *rig, log *pages) {
	t.Helper()
	r, log = newRig(t), &pages{}
	config := r.config()
	config.Log = slog.New(handler(log))
	r.serveWith(config)
	return r, log
}

func asJSONLog(p *pages) slog.Handler { return slog.NewJSONHandler(p, nil) }

func asTextLog(p *pages) slog.Handler { return slog.NewTextHandler(p, nil) }

func (r *rig) direct(path string, headers http.Header) *httptest.ResponseRecorder {
	r.t.Helper()
	request := httptest.NewRequest(http.MethodGet, path, nil)
	request.Host, request.Header = "localhost", headers
	answer := httptest.NewRecorder()
	r.echo.ServeHTTP(answer, request)
	return answer
}

func TestAccessLog(t *testing.T) {
	t.Parallel()
	r, log := logging(t, asTextLog)
	answer := r.direct(campaignsPath+"?limit=1", http.Header{"User-Agent": {"curl/8"}, "Authorization": {"Bearer " + r.token}})
	require.Equal(t, http.StatusOK, answer.Code)
	line := log.take()
	for _, part := range []string{"level=INFO msg=request", "request=" + answer.Header().Get("X-Request-Id"), "method=GET", "path=" + campaignsPath,
		`query="limit=1"`, "status=200", "bytes=", "durationMs=", "client=192.0.2.1", "userAgent=curl/8"} {
		require.Contains(t, line, part)
	}
	require.Equal(t, 1, strings.Count(line, "\n"))
	r.direct("/nowhere", nil)
	require.Contains(t, log.take(), "status=404")
	r.set("logging", object{"enableHttpAccessLog": false})
	log.take()
	r.direct("/nowhere", nil)
	require.Empty(t, log.take())
}

// S10: what is in a URL by mistake or by necessity does not stay in the log.
func TestAccessLogKeepsNoSecrets(t *testing.T) {
	t.Parallel()
	r, log := logging(t, asJSONLog)
	const canary = "hunter2hunter2"
	for _, query := range []string{"ticket=", "apiKey=", "a=b&apikey=", "%74icket=", "%zzticket=", "token=", "TICKET=", "a=1;ticket="} {
		r.direct(api+"/ws?"+query+canary+"&limit=7", nil)
		line := log.take()
		require.NotContains(t, line, canary)
		require.Contains(t, line, "REDACTED")
		require.Contains(t, line, "limit=7")
	}
	r.direct(campaignsPath, http.Header{"Authorization": {"Bearer " + canary}, "Cookie": {"session=" + canary}})
	require.NotContains(t, log.take(), canary)
}

// S19: nobody writes lines or colours into the log of somebody else.
func TestAccessLogIsOneLineARequest(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]func(*pages) slog.Handler{"json": asJSONLog, "text": asTextLog} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, log := logging(t, handler)
			r.direct("/x%0Alevel=ERROR?q=%1B[31m", http.Header{"User-Agent": {"a\r\nlevel=ERROR msg=forged\x1b[31m\u202e\x00"}, "X-Request-Id": {"b\nforged"}})
			line := log.take()
			require.Equal(t, 1, strings.Count(line, "\n"), line)
			for _, raw := range []string{"\r", "\x1b", "\x00"} {
				require.NotContains(t, line, raw)
			}
		})
	}
}
