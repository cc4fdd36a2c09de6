package rest

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// anyPath is what remains when no route of the API matches.
const anyPath = "/*"

// pageRoutes serves the dashboard wherever the API has nothing. Its pages are
// the same for everybody and know nothing: they ask the API.
func (s *server) pageRoutes(e *echo.Echo) {
	if s.Pages != nil {
		e.RouteNotFound(anyPath, s.page)
	}
}

func (s *server) page(c echo.Context) error {
	if !isPage(c) {
		return echo.ErrNotFound
	}
	s.Pages.ServeHTTP(c.Response(), c.Request())
	return nil
}

// isPage says whether a request is for the dashboard. Programs that mistype a
// path of the API get an error of the API.
func isPage(c echo.Context) bool {
	r := c.Request()
	return c.Path() == anyPath && (r.Method == http.MethodGet || r.Method == http.MethodHead) &&
		r.URL.Path != "/api" && !strings.HasPrefix(r.URL.Path, "/api/")
}
