package rest

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"domainflow/domain"
	"domainflow/domain/persona"
	"domainflow/internal/resolver"
)

// maxResolvers is how many are looked at; more are refused anyway.
const maxResolvers = 100

// carrierSpace is between a carrier and its customers (RFC 6598).
var carrierSpace = netip.MustParsePrefix("100.64.0.0/10")

// checkResolvers refuses what the engine would refuse when a run begins: forms
// it cannot read, and addresses that are not public unless the process was
// started with them allowed. Host names are judged when they are looked up.
func checkResolvers(in *persona.DNSInput, allow []netip.Prefix) error {
	if in == nil {
		return nil
	}
	var checks domain.Checks
	for i, text := range atMost(in.Resolvers, maxResolvers) {
		field := fmt.Sprintf("configDetails.resolvers[%d]", i)
		parsed, err := resolver.ParseServer(text)
		if err != nil {
			checks.Require(false, field, domain.FieldInvalid, "%s", reasonOf(err))
			continue
		}
		address, err := netip.ParseAddr(parsed.Host)
		checks.Require(err != nil || isReachable(address.Unmap(), allow), field, domain.FieldNotAllowed,
			"is not a public address, and the server was not started with --allow-target for it")
	}
	return checks.Err()
}

// reasonOf leaves out the resolver itself, which may hold a secret.
func reasonOf(err error) string {
	var wrong *resolver.ServerError
	if errors.As(err, &wrong) {
		return wrong.Err.Error()
	}
	return "cannot be read"
}

func isReachable(a netip.Addr, allow []netip.Prefix) bool {
	if slices.ContainsFunc(allow, func(p netip.Prefix) bool { return p.Contains(a) }) {
		return true
	}
	return a.IsGlobalUnicast() && !a.IsPrivate() && !carrierSpace.Contains(a)
}
