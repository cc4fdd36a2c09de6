package dashboard

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func export(t *testing.T) *Pages {
	t.Helper()
	p, err := read(fstest.MapFS{
		"index.html":                 {Data: []byte("<h1>home</h1>")},
		"404.html":                   {Data: []byte("<h1>nowhere</h1>")},
		"campaigns/view.html":        {Data: []byte(`<script src="/x.js"></script><script>alert(1)</script><script>alert(1)</script>`)},
		"campaigns/view.html.gz":     {Data: []byte("packed")},
		"_next/static/chunk.js":      {Data: []byte("plain")},
		"_next/static/chunk.js.br":   {Data: []byte("br")},
		"_next/static/chunk.js.gz":   {Data: []byte("gz")},
		"manifest.webmanifest":       {Data: []byte("{}")},
		"_next/static/inter-x.woff2": {Data: []byte("font")},
	})
	require.NoError(t, err)
	return p
}

func ask(p *Pages, method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	w.Header().Set("Content-Security-Policy", "default-src 'none'")
	p.ServeHTTP(w, r)
	return w
}

func TestPagesByPath(t *testing.T) {
	t.Parallel()
	p := export(t)
	for path, want := range map[string]struct {
		status int
		body   string
	}{
		"/":                      {200, "home"},
		"/campaigns/view?id=1":   {200, "alert"},
		"/campaigns/view/":       {200, "alert"},
		"/campaigns/view.html":   {200, "alert"},
		"/campaigns":             {404, "nowhere"},
		"/../dashboard.go":       {404, "nowhere"},
		"/_next/static/chunk.js": {200, "plain"},
	} {
		got := ask(p, http.MethodGet, path)
		require.Equal(t, want.status, got.Code, path)
		require.Contains(t, got.Body.String(), want.body, path)
	}
	require.Empty(t, ask(p, http.MethodHead, "/nowhere").Body.String())
}

func TestPolicyAllowsTheScriptsOfThePage(t *testing.T) {
	t.Parallel()
	p := export(t)
	policy := ask(p, http.MethodGet, "/campaigns/view").Header().Get("Content-Security-Policy")
	require.True(t, strings.HasSuffix(policy, "script-src 'self' "+hashOf(t, "alert(1)")), policy)
	require.NotContains(t, policy, "unsafe")
	require.Equal(t, 1, strings.Count(policy, "sha256"))
	require.Equal(t, "default-src 'none'", ask(p, http.MethodGet, "/_next/static/chunk.js").Header().Get("Content-Security-Policy"))
}

// The setting that leaves security headers out does so here too.
func TestNoPolicyWhereThereIsNone(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	export(t).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	require.Empty(t, w.Header().Get("Content-Security-Policy"))
}

func hashOf(t *testing.T, script string) string {
	t.Helper()
	policy, err := policyOf([]byte("<script>" + script + "</script>"))
	require.NoError(t, err)
	return policy[strings.LastIndex(policy, " ")+1:]
}

// The example of CSP level 3, 8.
func TestHashIsThatOfTheStandard(t *testing.T) {
	t.Parallel()
	require.Equal(t, "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='", hashOf(t, "alert('Hello, world.');"))
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	p := export(t)
	for accepted, want := range map[string]string{
		"":                      "plain",
		"gzip, deflate, br":     "br",
		"gzip":                  "gz",
		"br;q=0, gzip;q=0.5":    "gz",
		"zstd, identity;q=0.01": "plain",
	} {
		got := ask(p, http.MethodGet, "/_next/static/chunk.js", "Accept-Encoding", accepted)
		require.Equal(t, want, got.Body.String(), accepted)
		require.Equal(t, cacheForEver, got.Header().Get("Cache-Control"))
		require.Equal(t, "Accept-Encoding", got.Header().Get("Vary"))
	}
}

func TestUnchangedPagesAreNotSentAgain(t *testing.T) {
	t.Parallel()
	p := export(t)
	first := ask(p, http.MethodGet, "/")
	require.Equal(t, cacheAsk, first.Header().Get("Cache-Control"))
	again := ask(p, http.MethodGet, "/", "If-None-Match", first.Header().Get("Etag"))
	require.Equal(t, http.StatusNotModified, again.Code)
	require.Empty(t, again.Body.String())
}

func TestWithoutADashboardThereIsAPageThatSaysSo(t *testing.T) {
	t.Parallel()
	p, err := read(fstest.MapFS{unbuilt: {Data: []byte("make build")}})
	require.NoError(t, err)
	require.False(t, p.Built())
	for _, path := range []string{"/", "/campaigns"} {
		got := ask(p, http.MethodGet, path)
		require.Equal(t, http.StatusOK, got.Code)
		require.Contains(t, got.Body.String(), "make build")
	}
}
