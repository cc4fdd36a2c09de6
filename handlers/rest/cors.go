package rest

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// preflightAge is how long browsers may keep what they were told, in seconds.
// The request itself is judged again by the guard.
const preflightAge = 600

// cors lets pages of the origins that the settings name read answers. The
// guard has refused all others before; our own needs no permission.
func (s *server) cors() echo.MiddlewareFunc {
	return middleware.CORSWithConfig(middleware.CORSConfig{
		Skipper: isNoPreflight,
		AllowOriginFunc: func(origin string) (bool, error) {
			return slices.Contains(s.CurrentSettings().Server.CORSOrigins, origin), nil
		},
		// The refresh cookie goes to origins of the same site only, as to that of
		// `npm run dev` on another port.
		AllowCredentials: true,
		AllowHeaders:     []string{"Authorization", "Content-Type", "Content-Encoding", "Idempotency-Key", headerRequestID, "traceparent"},
		ExposeHeaders: []string{"Event-Sequence", "Location", "Idempotency-Replayed", "Content-Disposition", headerRequestID,
			"Retry-After", headerLimit, headerRemaining, headerReset},
		MaxAge: preflightAge,
	})
}

// isNoPreflight is an OPTIONS request that a program sends. The router answers
// it; echo would answer it for paths that are not there.
func isNoPreflight(c echo.Context) bool {
	r := c.Request()
	return r.Method == http.MethodOptions && r.Header.Get(echo.HeaderAccessControlRequestMethod) == ""
}
