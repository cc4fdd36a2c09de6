package resolver

import (
	"fmt"
	"net/netip"
)

// Permitted fails with ErrForbidden, in a ServerError, for an address that New
// would refuse. A host name is permitted: New judges the address it finds.
func (s Server) Permitted(allow []netip.Prefix) error {
	address, err := netip.ParseAddr(s.Host)
	target := netip.AddrPortFrom(address.Unmap(), s.Port)
	if err == nil && guard(allow).Safe(string(s.Transport), target.String(), nil) != nil {
		return refuse(s.text, fmt.Errorf("%w: %v", ErrForbidden, target.Addr()))
	}
	return nil
}
