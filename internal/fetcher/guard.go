package fetcher

import (
	"errors"
	"net/netip"

	"code.dny.dev/ssrf"
)

// azureWireServer hands out credentials of Azure machines from an address that looks public and is in no IANA
// registry (learn.microsoft.com, "What is IP address 168.63.129.16?"). The metadata addresses of the other clouds
// are link-local, unique local or shared address space, which ssrf refuses.
var azureWireServer = netip.MustParsePrefix("168.63.129.16/32")

// newGuard refuses, at connect time, everything that is not a public unicast address: so a name that resolves anew
// (DNS rebinding) has no window. Of IPv6 only 2000::/3 passes, without 6to4, Teredo and documentation: NAT64,
// unique local, link-local, mapped and multicast forms lie outside. Ports are free, since users choose them.
func newGuard(allow []netip.Prefix) *ssrf.Guardian {
	var v4, v6 []netip.Prefix
	for _, p := range allow {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	return ssrf.New(
		ssrf.WithAnyPort(),
		ssrf.WithAllowedV4Prefixes(v4...),
		ssrf.WithAllowedV6Prefixes(v6...),
		ssrf.WithDeniedV4Prefixes(azureWireServer),
	)
}

func isBlocked(err error) bool {
	return errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedNetwork) ||
		errors.Is(err, ssrf.ErrInvalidHostPort)
}
