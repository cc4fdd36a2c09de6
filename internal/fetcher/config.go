package fetcher

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"time"

	"domainflow/internal/inflight"
)

// Config is one HTTP persona with its defaults filled in. All limits hold for the Engine made from it: for all its
// Fetch calls together, within this process.
type Config struct {
	UserAgent string
	// Headers are sent as given. Credentials among them (Authorization, Cookie) go to the name and hosts below it only.
	Headers map[string]string
	// Timeout bounds one request: connection, TLS, headers and body. Each redirect has its own; waiting for a turn
	// (rates, places in flight) is not counted.
	Timeout         time.Duration
	FollowRedirects bool
	MaxRedirects    int
	// AllowedStatusCodes are the final codes that count as Answered; any other is HTTPError.
	AllowedStatusCodes []int
	// MaxBodyBytes bounds the body twice: as it comes over the wire, and decoded.
	MaxBodyBytes int64
	// MaxInFlight is how many requests, and bodies in memory, there are at once.
	MaxInFlight int
	// Shared is that of all engines of the process; nil: MaxInFlight is all there is.
	Shared *inflight.Limit
	// RatePerSecond counts requests, redirects included; 0 = no limit, else Burst is at least 1.
	RatePerSecond float64
	Burst         int
	// PerHostMaxConcurrent requests at once to one host name, PerAddressPerSecond connections a second to one
	// address, evenly spaced; 0 = no limit. Neither holds for addresses within Allow.
	PerHostMaxConcurrent int
	PerAddressPerSecond  float64
	// Allow lifts the outbound guard, and politeness, for these networks, which are the operator's own (the start flag
	// --allow-target; never from an API).
	Allow []netip.Prefix
}

// FieldError says which field of a Config or Options is not usable, and why.
type FieldError struct{ Field, Reason string }

func (e *FieldError) Error() string { return fmt.Sprintf("fetcher: %s %s", e.Field, e.Reason) }

func (c Config) validate() error {
	for _, rule := range []struct {
		broken        bool
		field, reason string
	}{
		{c.UserAgent == "", "UserAgent", "is empty"},
		{c.Timeout <= 0, "Timeout", "is not positive"},
		{c.MaxRedirects < 0, "MaxRedirects", "is negative"},
		{len(c.AllowedStatusCodes) == 0, "AllowedStatusCodes", "is empty"},
		{c.MaxBodyBytes < 1 || c.MaxBodyBytes > math.MaxInt32, "MaxBodyBytes", "is not within 1 and 2^31-1"},
		{c.MaxInFlight < 1, "MaxInFlight", "is not positive"},
		{!isRate(c.RatePerSecond), "RatePerSecond", "is not a rate"},
		{c.RatePerSecond > 0 && c.Burst < 1, "Burst", "is not positive"},
		{c.PerHostMaxConcurrent < 0, "PerHostMaxConcurrent", "is negative"},
		{!isRate(c.PerAddressPerSecond), "PerAddressPerSecond", "is not a rate"},
	} {
		if rule.broken {
			return &FieldError{rule.field, rule.reason}
		}
	}
	return nil
}

func isRate(r float64) bool { return r >= 0 && !math.IsInf(r, 1) }

func (c Config) allows(statusCode int) bool { return slices.Contains(c.AllowedStatusCodes, statusCode) }
