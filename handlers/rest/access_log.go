package rest

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
)

// secretParameters are never written anywhere.
var secretParameters = map[string]bool{"ticket": true, "apikey": true, "token": true}

// logAccess writes one line a request, when it is answered; that of a live feed
// when it ends. Names and values of others are escaped by the log.
func (s *server) logAccess(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !s.CurrentSettings().Logging.EnableHTTPAccessLog {
			return next(c)
		}
		begun := s.Clock()
		defer func() {
			r, answer := c.Request(), c.Response()
			s.Log.Info("request", "request", requestOf(r.Context()).id, "method", r.Method, "path", r.URL.EscapedPath(),
				"query", withoutSecrets(r.URL.RawQuery), "status", statusOf(answer), "bytes", answer.Size,
				"durationMs", s.Clock().Sub(begun).Milliseconds(), "client", c.RealIP(), "userAgent", r.UserAgent())
		}()
		if err := next(c); err != nil {
			c.Error(err) // so that the line has the status
		}
		return nil
	}
}

// statusOf knows that a handler which answers nothing has taken the connection
// over.
func statusOf(answer *echo.Response) int {
	if !answer.Committed {
		return http.StatusSwitchingProtocols
	}
	return answer.Status
}

// withoutSecrets keeps a query as it was sent, but for the values of secrets,
// and of what cannot be read and may hold one.
func withoutSecrets(query string) string {
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, _, given := strings.Cut(part, "=")
		decoded, err := url.QueryUnescape(name)
		if given && (err != nil || strings.Contains(part, ";") || secretParameters[strings.ToLower(decoded)]) {
			parts[i] = name + "=REDACTED"
		}
	}
	return strings.Join(parts, "&")
}
