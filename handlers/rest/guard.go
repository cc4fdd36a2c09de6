package rest

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

// guard refuses what a web page of somebody else may send: requests to a Host
// that is not ours (DNS rebinding: a name of the page's owner that suddenly
// resolves to 127.0.0.1), and requests from origins that are neither ours nor
// allowed, WebSocket upgrades included, which browsers do not restrict.
// Programs send no Origin and pass.
func (s *server) guard(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		switch {
		case !s.isOurHost(r.Host):
			return newProblem(requestOf(r.Context()), codeForbidden, "the Host of the request is none that this server is known by")
		case !s.mayCome(r):
			return newProblem(requestOf(r.Context()), codeOriginRefused, "")
		}
		return next(c)
	}
}

// isOurHost accepts the host of the public URL, localhost, loopback addresses
// and what OwnHost knows, each with or without a port. Other names are
// refused, whatever they resolve to.
func (s *server) isOurHost(host string) bool {
	name := hostname(host)
	return isLoopback(name) || s.isPublic(host) || s.OwnHost != nil && s.OwnHost(name)
}

// isLoopback says whether a host can be this machine only.
func isLoopback(name string) bool {
	address, err := netip.ParseAddr(name)
	return strings.EqualFold(name, "localhost") || err == nil && address.IsLoopback()
}

func (s *server) isPublic(host string) bool {
	return s.Public != nil && strings.EqualFold(hostname(host), s.Public.Hostname())
}

// hostname is a Host without its port, and without the brackets of IPv6.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
}

// mayCome judges where a request comes from. Who names an origin must name one
// that may come, whatever the method: upgrades are GET. The rest is for
// browsers that send none, by what they say of the page.
func (s *server) mayCome(r *http.Request) bool {
	origins, allowed := r.Header.Values("Origin"), s.origins()
	if len(origins) > 1 || len(origins) == 1 && !s.isOwnOrigin(origins[0], r.Host) && !slices.Contains(allowed, origins[0]) {
		return false
	}
	pages := http.NewCrossOriginProtection()
	for _, o := range allowed {
		if pages.AddTrustedOrigin(o) != nil {
			return false
		}
	}
	return pages.Check(r) == nil
}

// origins are those that may come beside the one that a request is sent to.
func (s *server) origins() []string {
	allowed := s.CurrentSettings().Server.CORSOrigins
	if s.Public == nil {
		return allowed
	}
	return append([]string{s.Public.Scheme + "://" + s.Public.Host}, allowed...)
}

// isOwnOrigin compares host and port: who serves another scheme on our own port
// of this machine is us. That of the public URL is known with its scheme, see
// origins.
func (s *server) isOwnOrigin(origin, host string) bool {
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, host) && !s.isPublic(host)
}
