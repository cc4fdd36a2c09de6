package rest

import (
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"domainflow/handlers/people"
)

// Names of headers by draft-ietf-httpapi-ratelimit-headers-03: how many
// requests may come at once, how many of them still may, and in how many
// seconds all may again.
const (
	headerLimit     = "RateLimit-Limit"
	headerRemaining = "RateLimit-Remaining"
	headerReset     = "RateLimit-Reset"
)

// limitRate refuses who asks for too much. Who watches whether the program is
// alive is never refused, nor are files of the dashboard; a live feed counts as the one request it began with.
func (s *server) limitRate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		setting := s.CurrentSettings().RateLimit
		if setting.RequestsPerMinute == 0 || isProbe(c.Path()) || isPage(c) {
			return next(c)
		}
		got := s.limiter.take(payer(c), setting)
		header := c.Response().Header()
		header.Set(headerLimit, strconv.Itoa(setting.Burst))
		header.Set(headerRemaining, strconv.Itoa(max(0, int(got.left))))
		header.Set(headerReset, strconv.Itoa(got.secondsTo(float64(setting.Burst))))
		if !got.granted {
			p := newProblem(requestOf(c.Request().Context()), codeRateLimited, "")
			p.retryAfter = max(1, got.secondsTo(1))
			return p
		}
		return next(c)
	}
}

// payer is whose bucket a request takes from: that of the key or the user it is
// from, whatever their address, or of the address of a request from nobody.
func payer(c echo.Context) string {
	who, known := people.CallerOf(c.Request().Context())
	switch {
	case !known:
		return "address " + networkOf(c.RealIP())
	case who.KeyID != "":
		return "key " + who.KeyID
	}
	return "user " + who.UserID
}

func isProbe(path string) bool { return path == pathPing || strings.HasPrefix(path, pathHealth) }
