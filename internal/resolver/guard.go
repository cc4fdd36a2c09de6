package resolver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"

	"code.dny.dev/ssrf"
)

// guard refuses every address of the IANA special purpose registries (private,
// loopback, link-local with the metadata services, and so on) unless allow has it.
func guard(allow []netip.Prefix) *ssrf.Guardian {
	var v4, v6 []netip.Prefix
	for _, prefix := range allow {
		if prefix.Addr().Is4() {
			v4 = append(v4, prefix)
		} else {
			v6 = append(v6, prefix)
		}
	}
	return ssrf.New(ssrf.WithAnyNetwork(), ssrf.WithAnyPort(),
		ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
}

// locate turns a configured resolver into the one address that is asked from
// then on. A host name is looked up once, by the host's own resolver, so that
// what the guard has seen is what queries go to.
func locate(ctx context.Context, s Server, g *ssrf.Guardian) (netip.AddrPort, error) {
	address, err := netip.ParseAddr(s.Host)
	if err != nil {
		found, err := net.DefaultResolver.LookupNetIP(ctx, "ip", s.Host)
		if err != nil || len(found) == 0 {
			return netip.AddrPort{}, refuse(s.text, errors.Join(ErrLookup, err))
		}
		address = found[0]
	}
	target := netip.AddrPortFrom(address.Unmap(), s.Port)
	if err := g.Safe(string(s.Transport), target.String(), nil); err != nil {
		return netip.AddrPort{}, refuse(s.text, fmt.Errorf("%w: %v", ErrForbidden, target.Addr()))
	}
	return target, nil
}

// sharedSpace is between a carrier and its customers (RFC 6598): as little a
// place on the Internet as the private ranges are.
var sharedSpace = netip.MustParsePrefix("100.64.0.0/10")

func private(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsUnspecified() || sharedSpace.Contains(a)
}
