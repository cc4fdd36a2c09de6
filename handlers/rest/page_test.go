package rest_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/dashboard"
	"domainflow/domain/setting"
	"domainflow/handlers/rest"
)

// The dashboard is where the API is not, and nowhere else.
func TestPages(t *testing.T) {
	t.Parallel()
	pages, err := dashboard.New()
	require.NoError(t, err)
	config := newIdleRig(t).config()
	config.Pages = pages
	settings := setting.Defaults()
	settings.RateLimit = setting.RateLimit{RequestsPerMinute: 1, Burst: 1}
	config.CurrentSettings = func() setting.Settings { return settings }
	e := rest.New(config)
	ask := func(method, path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, nil)
		r.Host = "127.0.0.1"
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		return w
	}
	for range 3 { // none of them costs
		page := ask(http.MethodGet, "/unbuilt.html")
		require.Equal(t, http.StatusOK, page.Code)
		require.Contains(t, page.Header().Get("Content-Type"), "text/html")
		require.Contains(t, page.Header().Get("Content-Security-Policy"), "script-src 'self'")
		require.Equal(t, "DENY", page.Header().Get("X-Frame-Options"))
		require.Equal(t, http.StatusOK, ask(http.MethodHead, "/unbuilt.html").Code)
	}
	unknown := ask(http.MethodGet, "/api/v2/unknown")
	require.Equal(t, http.StatusNotFound, unknown.Code)
	require.Equal(t, "application/problem+json", unknown.Header().Get("Content-Type"))
	require.Equal(t, http.StatusTooManyRequests, ask(http.MethodGet, "/api").Code)
}
