package rest

import (
	"errors"
	"fmt"
	"net/netip"

	"domainflow/domain"
	"domainflow/domain/persona"
	"domainflow/internal/resolver"
)

// maxResolvers is how many are looked at; more are refused anyway.
const maxResolvers = 100

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
		server, err := resolver.ParseServer(text)
		if err != nil {
			checks.Require(false, field, domain.FieldInvalid, "%s", unwrapped(err))
			continue
		}
		checks.Require(server.Permitted(allow) == nil, field, domain.FieldNotAllowed,
			"is not a public address, and the server was not started with --allow-target for it")
	}
	return checks.Err()
}

// unwrapped is the reason without the resolver, which may hold a secret.
func unwrapped(err error) error {
	if reason := errors.Unwrap(err); reason != nil {
		return reason
	}
	return err
}
