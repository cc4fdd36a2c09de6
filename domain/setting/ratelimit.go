package setting

import (
	"encoding/json"

	"domainflow/domain"
)

// RateLimit is how much one caller may ask for.
type RateLimit struct {
	// RequestsPerMinute is the pace, 0: no limit.
	RequestsPerMinute int `json:"requestsPerMinute"`
	// Burst is how many requests may come at once.
	Burst int `json:"burst"`
}

func defaultRateLimit() RateLimit { return RateLimit{RequestsPerMinute: 1000, Burst: 1000} }

// UnmarshalJSON gives fields that are not there their defaults.
func (r *RateLimit) UnmarshalJSON(data []byte) error {
	type plain RateLimit
	*r = defaultRateLimit()
	return json.Unmarshal(data, (*plain)(r))
}

// RateLimitInput is [RateLimit] as users write it: what is nil gets its default.
type RateLimitInput struct {
	RequestsPerMinute *int
	Burst             *int
}

// maxRequests is beyond what one process answers, and small enough to
// calculate with.
const maxRequests = 10_000_000

func (RateLimitInput) Section() Section { return SectionRateLimit }

func (RateLimitInput) of(s Settings) any { return s.RateLimit }

func (in RateLimitInput) complete(checks *domain.Checks) Values {
	r := defaultRateLimit()
	r.RequestsPerMinute, r.Burst = or(in.RequestsPerMinute, r.RequestsPerMinute), or(in.Burst, r.Burst)
	inRange(checks, "requestsPerMinute", r.RequestsPerMinute, 0, maxRequests)
	inRange(checks, "burst", r.Burst, 1, maxRequests)
	return Values{RateLimit: &r}
}
