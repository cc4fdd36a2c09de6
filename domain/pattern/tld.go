package pattern

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"domainflow/domain"
	"domainflow/internal/names"
)

func (p Params) tlds(checks *domain.Checks) []string {
	if p.TLD != "" {
		checks.Require(len(p.TLDs) == 0, "tld", domain.FieldNotAllowed, "is the short form; leave it out beside tlds")
		return []string{tld(checks, "tld", p.TLD)}
	}
	checks.Require(len(p.TLDs) > 0, "tlds", domain.FieldRequired, "must name at least one")
	checks.Require(len(p.TLDs) <= maxTLDs, "tlds", domain.FieldTooLong, "must name at most %d", maxTLDs)
	var out []string
	for i, t := range p.TLDs {
		out = append(out, tld(checks, fmt.Sprintf("tlds[%d]", i), t))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// maxTLD leaves room for one character and a dot in a name of 253 octets
// (RFC 1035 3.1, without the root).
const maxTLD = 251

// tld is text in A-labels, so that it is the TLD that browsers and resolvers
// would take it for.
func tld(checks *domain.Checks, field, text string) string {
	text = strings.Trim(text, ". ")
	checks.Require(text != "", field, domain.FieldRequired, "must name a top-level domain")
	if text == "" {
		return ""
	}
	name, err := names.Normalize(text)
	fits := len(name) <= maxTLD && !errors.Is(err, names.ErrNameTooLong)
	checks.Require(fits, field, domain.FieldTooLong, "must have at most %d characters in A-labels", maxTLD)
	checks.Require(err == nil || !fits, field, domain.FieldInvalid, "is no top-level domain: %v", err)
	return name
}
