package persona

import (
	"fmt"
	"slices"
	"strings"

	"domainflow/domain"
)

// DNSConfig is how names are resolved.
type DNSConfig struct {
	// Resolvers in the forms that [ParseResolver] reads, such as
	// tcp://1.1.1.1:53; at least one.
	Resolvers []string `json:"resolvers"`
	// QueryTimeoutSeconds limits one query over one transport.
	QueryTimeoutSeconds int `json:"queryTimeoutSeconds"`
	Limits
}

// Endpoints are the resolvers, in their order.
func (c DNSConfig) Endpoints() []Resolver {
	out := make([]Resolver, len(c.Resolvers))
	for i, text := range c.Resolvers {
		// They were parsed before they were stored.
		out[i], _ = ParseResolver(text)
	}
	return out
}

// DNSInput is a [DNSConfig] as users write it: what is nil gets its default.
type DNSInput struct {
	Resolvers           []string `json:"resolvers"`
	QueryTimeoutSeconds *int     `json:"queryTimeoutSeconds,omitempty"`
	LimitsInput
}

const (
	maxResolvers        = 100
	maxQueryTimeout     = 60
	defaultQueryTimeout = 5
)

var defaultDNSLimits = Limits{MaxInFlight: 100, RateLimitDps: 200, RateLimitBurst: 100}

func (in DNSInput) complete(checks *domain.Checks) DNSConfig {
	c := DNSConfig{
		Resolvers:           resolvers(checks, in.Resolvers),
		QueryTimeoutSeconds: or(in.QueryTimeoutSeconds, 0),
		Limits:              in.LimitsInput.complete(checks, defaultDNSLimits),
	}
	inRange(checks, "queryTimeoutSeconds", c.QueryTimeoutSeconds, 0, maxQueryTimeout)
	if c.QueryTimeoutSeconds == 0 {
		c.QueryTimeoutSeconds = defaultQueryTimeout
	}
	return c
}

// resolvers refuses one that is named twice, in whatever form: a retry that
// goes to another resolver must not meet the same again.
func resolvers(checks *domain.Checks, texts []string) []string {
	const field = details + ".resolvers"
	checks.Require(len(texts) > 0, field, domain.FieldRequired, "must name at least one")
	checks.Require(len(texts) <= maxResolvers, field, domain.FieldTooLong, "must name at most %d", maxResolvers)
	texts = texts[:min(len(texts), maxResolvers)]
	var out []string
	var seen []Resolver
	for i, text := range texts {
		place := fmt.Sprintf("%s[%d]", field, i)
		r, wrong := ParseResolver(text)
		if wrong != nil {
			checks.Require(false, place, wrong.Code, "%s", wrong.Message)
			continue
		}
		checks.Require(!slices.Contains(seen, r), place, domain.FieldDuplicate, "is named twice")
		seen, out = append(seen, r), append(out, strings.TrimSpace(text))
	}
	return out
}
