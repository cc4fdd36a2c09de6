package persona

import "domainflow/domain"

// Input is a persona as users write it. Exactly one of DNS and HTTP is set,
// that of its type.
type Input struct {
	Name        string
	Description string
	IsEnabled   bool
	DNS         *DNSInput
	HTTP        *HTTPInput
}

const (
	maxDescription = 2000
	// details is the member of the API that holds DNS or HTTP.
	details = "configDetails"
)

// Complete checks the input of a persona of one type and fills in what it
// leaves out, or refuses it with every field that is wrong. Whether the
// addresses of resolvers may be used is for the edge to say; see
// [DNSConfig.Endpoints].
func (in Input) Complete(t Type) (Profile, error) {
	var checks domain.Checks
	p := Profile{Name: checks.Name("name", in.Name), Description: in.Description, IsEnabled: in.IsEnabled}
	checks.Text("description", in.Description, maxDescription)
	switch {
	case t == DNS && in.DNS != nil && in.HTTP == nil:
		config := in.DNS.complete(&checks)
		p.DNS = &config
	case t == HTTP && in.HTTP != nil && in.DNS == nil:
		config := in.HTTP.complete(&checks)
		p.HTTP = &config
	default:
		checks.Require(false, details, domain.FieldRequired, "must be those of a %s persona", t)
	}
	if err := checks.Err(); err != nil {
		return Profile{}, err
	}
	return p, nil
}

// or is the value given, or else the default.
func or[T any](given *T, otherwise T) T {
	if given == nil {
		return otherwise
	}
	return *given
}

// Limits is how hard one persona may work, over all campaigns of a process.
type Limits struct {
	// MaxInFlight is the number of queries or requests in flight.
	MaxInFlight int `json:"maxInFlight"`
	// RateLimitDps is names (DNS) or requests (HTTP) a second; 0: no limit.
	RateLimitDps   float64 `json:"rateLimitDps"`
	RateLimitBurst int     `json:"rateLimitBurst"`
}

// LimitsInput is [Limits] as users write them.
type LimitsInput struct {
	MaxInFlight    *int     `json:"maxInFlight,omitempty"`
	RateLimitDps   *float64 `json:"rateLimitDps,omitempty"`
	RateLimitBurst *int     `json:"rateLimitBurst,omitempty"`
}

const (
	maxInFlight = 10_000
	// maxRate and maxBurst are beyond what any machine does, and small enough
	// to calculate with.
	maxRate  = 1_000_000_000
	maxBurst = 1_000_000_000
)

func (in LimitsInput) complete(checks *domain.Checks, defaults Limits) Limits {
	l := Limits{
		MaxInFlight:    or(in.MaxInFlight, defaults.MaxInFlight),
		RateLimitDps:   or(in.RateLimitDps, defaults.RateLimitDps),
		RateLimitBurst: or(in.RateLimitBurst, defaults.RateLimitBurst),
	}
	inRange(checks, "maxInFlight", l.MaxInFlight, 1, maxInFlight)
	inRange(checks, "rateLimitDps", l.RateLimitDps, 0, maxRate)
	inRange(checks, "rateLimitBurst", l.RateLimitBurst, 1, maxBurst)
	return l
}

// inRange refuses a number outside of [least, most], and one that is none.
func inRange[T int | float64](checks *domain.Checks, member string, n, least, most T) {
	checks.Require(n >= least && n <= most, details+"."+member, domain.FieldOutOfRange, "must be %v to %v", least, most)
}
