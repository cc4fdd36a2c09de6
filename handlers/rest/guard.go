package rest

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
)

// Guard refuses what a web page of somebody else may send, while there are no
// logins: requests to a Host that is not loopback (DNS rebinding: a name of the
// page's owner that suddenly resolves to 127.0.0.1) and requests whose Origin
// is not our own, WebSocket upgrades included, which browsers do not restrict.
// Programs send no Origin and pass. It answers problem+json by itself, so it
// works on any echo.
func Guard(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		about := requestOf(r.Context())
		switch {
		case !isLoopback(r.Host):
			return newProblem(about, codeForbidden, "the Host of the request is not a loopback address").write(c)
		case !isOwnOrigin(r):
			return newProblem(about, codeOriginRefused, "").write(c)
		}
		return next(c)
	}
}

// isLoopback accepts localhost and loopback addresses, with or without a
// port. Other names are refused, whatever they resolve to.
func isLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	} else {
		host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}

// isOwnOrigin compares host and port. The scheme is not known behind a proxy
// that ends TLS, and whoever serves another scheme on our own port is us.
func isOwnOrigin(r *http.Request) bool {
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return true
	}
	origin, err := url.Parse(origins[0])
	return err == nil && len(origins) == 1 && strings.EqualFold(origin.Host, r.Host)
}
