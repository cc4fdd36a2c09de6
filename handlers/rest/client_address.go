package rest

import (
	"net"
	"net/http"
	"net/netip"

	"github.com/labstack/echo/v4"

	"domainflow/internal/secrets"
)

// clientAddress is where a request comes from: the peer or, where that is a
// proxy we trust, the nearest one in X-Forwarded-For whom we do not. Anybody
// can make that header up, and echo by itself believes it.
func (s *server) clientAddress(r *http.Request) string {
	trusted := s.CurrentSettings().Server.ProxyRanges()
	if len(trusted) == 0 {
		return echo.ExtractIPDirect()(r)
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, t := range trusted {
		options = append(options, echo.TrustIPRange(&net.IPNet{
			IP: t.Addr().AsSlice(), Mask: net.CIDRMask(t.Bits(), t.Addr().BitLen()),
		}))
	}
	return echo.ExtractIPFromXFFHeader(options...)(r)
}

// networkOf is who an address belongs to.
func networkOf(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	return secrets.Origin(a)
}
