package rest

import (
	"net/http"
	"net/netip"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"

	"domainflow/internal/secrets"
)

// Visit is where somebody comes from who signs in. It is exported as Reading is.
type Visit struct {
	request *http.Request
	client  secrets.Client
}

// Resolve is how huma gives the request to its input.
func (v *Visit) Resolve(ctx huma.Context) []error {
	c := humaecho.Unwrap(ctx)
	v.request = c.Request()
	v.client.UserAgent = v.request.UserAgent()
	// An address that cannot be read is one that all share who have none.
	v.client.Address, _ = netip.ParseAddr(c.RealIP())
	return nil
}

const refreshCookie = "domainflow_refresh"

// cookie keeps a refresh token in a browser, where no script sees it, and for
// these routes only; "" removes it. No page of another site sends it.
func (s *server) cookie(v Visit, refresh string) string {
	c := http.Cookie{
		Name: refreshCookie, Value: refresh, Path: authPath, HttpOnly: true, Secure: !s.isPlainLoopback(v.request),
		SameSite: http.SameSiteStrictMode, MaxAge: s.CurrentSettings().Auth.RefreshTokenTTLSeconds,
	}
	if refresh == "" {
		c.MaxAge = -1
	}
	return c.String()
}

// isPlainLoopback: the one place where a Secure cookie would be lost and nobody
// else is on the line.
func (s *server) isPlainLoopback(r *http.Request) bool {
	return r.TLS == nil && (s.Public == nil || s.Public.Scheme != "https") && isLoopback(hostname(r.Host))
}
