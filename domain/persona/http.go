package persona

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"domainflow/domain"
)

// HTTPConfig is how pages are fetched.
type HTTPConfig struct {
	UserAgent string `json:"userAgent"`
	// Headers are sent as given.
	Headers map[string]string `json:"headers"`
	// RequestTimeoutSeconds limits one request with its body; each redirect
	// is a request.
	RequestTimeoutSeconds int  `json:"requestTimeoutSeconds"`
	FollowRedirects       bool `json:"followRedirects"`
	// MaxRedirects counts only while redirects are followed.
	MaxRedirects int `json:"maxRedirects"`
	// AllowedStatusCodes, ascending: any other final code is an http_error.
	AllowedStatusCodes []int `json:"allowedStatusCodes"`
	// MaxBodyBytes is where reading stops, after decompression.
	MaxBodyBytes int `json:"maxBodyBytes"`
	Limits
	Notes string `json:"notes,omitempty"`
}

// HTTPInput is an [HTTPConfig] as users write it: what is nil gets its
// default.
type HTTPInput struct {
	UserAgent             string            `json:"userAgent"`
	Headers               map[string]string `json:"headers,omitempty"`
	RequestTimeoutSeconds *int              `json:"requestTimeoutSeconds,omitempty"`
	FollowRedirects       *bool             `json:"followRedirects,omitempty"`
	MaxRedirects          *int              `json:"maxRedirects,omitempty"`
	AllowedStatusCodes    []int             `json:"allowedStatusCodes,omitempty"`
	MaxBodyBytes          *int              `json:"maxBodyBytes,omitempty"`
	LimitsInput
	Notes string `json:"notes,omitempty"`
}

const (
	maxUserAgent          = 512
	maxRequestTimeout     = 300
	defaultRequestTimeout = 15
	maxRedirects          = 20
	defaultRedirects      = 7
	minBodyBytes          = 1 << 10
	// maxBodyBytes is the product's bound on what is read of any page.
	maxBodyBytes     = 10 << 20
	defaultBodyBytes = 2 << 20
	maxNotes         = 2000
)

var defaultHTTPLimits = Limits{MaxInFlight: 20, RateLimitDps: 20, RateLimitBurst: 10}

func (in HTTPInput) complete(checks *domain.Checks) HTTPConfig {
	c := HTTPConfig{
		UserAgent:             userAgent(checks, in.UserAgent),
		Headers:               headers(checks, in.Headers),
		RequestTimeoutSeconds: or(in.RequestTimeoutSeconds, 0),
		FollowRedirects:       or(in.FollowRedirects, true),
		MaxRedirects:          or(in.MaxRedirects, defaultRedirects),
		AllowedStatusCodes:    statusCodes(checks, in.AllowedStatusCodes),
		MaxBodyBytes:          or(in.MaxBodyBytes, defaultBodyBytes),
		Limits:                in.LimitsInput.complete(checks, defaultHTTPLimits),
		Notes:                 in.Notes,
	}
	inRange(checks, "requestTimeoutSeconds", c.RequestTimeoutSeconds, 0, maxRequestTimeout)
	if c.RequestTimeoutSeconds == 0 {
		c.RequestTimeoutSeconds = defaultRequestTimeout
	}
	inRange(checks, "maxRedirects", c.MaxRedirects, 0, maxRedirects)
	inRange(checks, "maxBodyBytes", c.MaxBodyBytes, minBodyBytes, maxBodyBytes)
	checks.Text(details+".notes", in.Notes, maxNotes)
	return c
}

func userAgent(checks *domain.Checks, text string) string {
	const field = details + ".userAgent"
	text = strings.TrimSpace(text)
	checks.Require(text != "", field, domain.FieldRequired, "must not be empty")
	checks.Require(utf8.RuneCountInString(text) <= maxUserAgent, field, domain.FieldTooLong,
		"must have at most %d characters", maxUserAgent)
	checks.Require(isHeaderValue(text), field, domain.FieldInvalid, "must be one line of text")
	return text
}

// statusCodes are 200 to 299 unless given.
func statusCodes(checks *domain.Checks, given []int) []int {
	if given == nil {
		for code := 200; code < 300; code++ {
			given = append(given, code)
		}
		return given
	}
	const field = details + ".allowedStatusCodes"
	checks.Require(len(given) > 0, field, domain.FieldRequired, "must name a code; leave it out for 200 to 299")
	for i, code := range given {
		checks.Require(code >= 100 && code <= 599, fmt.Sprintf("%s[%d]", field, i), domain.FieldOutOfRange, "must be 100 to 599")
	}
	sorted := slices.Sorted(slices.Values(given))
	return slices.Compact(sorted)
}
