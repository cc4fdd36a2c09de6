package resolver

import (
	"context"
	"fmt"
	"net/netip"
	"slices"

	"github.com/miekg/dns"
)

// lookupRetries is what a DNS campaign has by default.
const lookupRetries = 1

// LookupError says why a host has no address to connect to.
type LookupError struct {
	Host   string
	Status Status // unresolved, timeout or error
	Code   string // ErrorCode of the result; "" when the answer was that there is none
}

func (e *LookupError) Error() string {
	return fmt.Sprintf("lookup %s: %s", e.Host, e.Status)
}

// Lookup gives the addresses of one host, IPv4 first, under the rules and the
// rate of Resolve. Addresses may be private. An IP address is its own answer.
// The error is a *LookupError unless ctx ended or the engine was closed.
func (e *Engine) Lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if address, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{address}, nil
	}
	var found Result
	q := Query{Types: []uint16{dns.TypeA, dns.TypeAAAA}, Retries: lookupRetries}
	if err := e.Resolve(ctx, q, []string{host}, func(_ int, r Result) { found = r }); err != nil {
		return nil, err
	}
	if found.Status != StatusResolved {
		return nil, &LookupError{Host: host, Status: found.Status, Code: found.ErrorCode}
	}
	return slices.Concat(found.Records.A, found.Records.AAAA), nil
}
