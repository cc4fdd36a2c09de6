package persona_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/persona"
)

func TestHTTPDetails(t *testing.T) {
	t.Parallel()
	many := map[string]string{}
	for i := range 50 {
		many[fmt.Sprintf("X-%d", i)] = "v"
	}
	tooMany := map[string]string{"X-50": "v"}
	for name, value := range many {
		tooMany[name] = value
	}
	for name, test := range map[string]struct {
		change func(*persona.HTTPInput)
		want   map[string]string
	}{
		"the least": {func(h *persona.HTTPInput) {
			h.UserAgent, h.RequestTimeoutSeconds, h.MaxRedirects, h.MaxBodyBytes = "x", ptr(0), ptr(0), ptr(1024)
			h.AllowedStatusCodes, h.FollowRedirects, h.Headers = []int{100}, ptr(false), map[string]string{}
			h.MaxInFlight, h.RateLimitDps, h.RateLimitBurst = ptr(1), ptr(0.0), ptr(1)
		}, nil},
		"the most": {func(h *persona.HTTPInput) {
			h.UserAgent, h.RequestTimeoutSeconds, h.MaxRedirects = strings.Repeat("x", 512), ptr(300), ptr(20)
			h.MaxBodyBytes, h.AllowedStatusCodes, h.Headers = ptr(10<<20), []int{599}, many
			h.MaxInFlight, h.Notes = ptr(10000), strings.Repeat("ä", 2000)
		}, nil},
		"no user agent":           {func(h *persona.HTTPInput) { h.UserAgent = " " }, map[string]string{"userAgent": "required"}},
		"a long user agent":       {func(h *persona.HTTPInput) { h.UserAgent = strings.Repeat("x", 513) }, map[string]string{"userAgent": "too_long"}},
		"two lines of user agent": {func(h *persona.HTTPInput) { h.UserAgent = "a\r\nb: c" }, map[string]string{"userAgent": "invalid"}},
		"51 headers":              {func(h *persona.HTTPInput) { h.Headers = tooMany }, map[string]string{"headers": "too_long"}},
		"headers of the engine": {func(h *persona.HTTPInput) {
			h.Headers = map[string]string{"host": "a", "Content-length": "1", "CONNECTION": "close", "Transfer-Encoding": "chunked", "user-agent": "x"}
		}, map[string]string{"headers.host": "not_allowed", "headers.Content-length": "not_allowed", "headers.CONNECTION": "not_allowed",
			"headers.Transfer-Encoding": "not_allowed", "headers.user-agent": "not_allowed"}},
		"no header name":          {func(h *persona.HTTPInput) { h.Headers = map[string]string{"X Y": "v"} }, map[string]string{"headers.X Y": "invalid"}},
		"a header of two lines":   {func(h *persona.HTTPInput) { h.Headers = map[string]string{"X": "a\nHost: b"} }, map[string]string{"headers.X": "invalid"}},
		"a header that is padded": {func(h *persona.HTTPInput) { h.Headers = map[string]string{"X": " a"} }, map[string]string{"headers.X": "invalid"}},
		"a header of no text":     {func(h *persona.HTTPInput) { h.Headers = map[string]string{"X": "\xff"} }, map[string]string{"headers.X": "invalid"}},
		"huge headers": {func(h *persona.HTTPInput) {
			h.Headers = map[string]string{"X": strings.Repeat("a", 1<<14), "Y": strings.Repeat("a", 1<<14)}
		}, map[string]string{"headers": "too_long"}},
		"one header twice":    {func(h *persona.HTTPInput) { h.Headers = map[string]string{"X-A": "1", "x-a": "2"} }, map[string]string{"headers.x-a": "duplicate"}},
		"a timeout too long":  {func(h *persona.HTTPInput) { h.RequestTimeoutSeconds = ptr(301) }, map[string]string{"requestTimeoutSeconds": "out_of_range"}},
		"too many redirects":  {func(h *persona.HTTPInput) { h.MaxRedirects = ptr(21) }, map[string]string{"maxRedirects": "out_of_range"}},
		"no status code":      {func(h *persona.HTTPInput) { h.AllowedStatusCodes = []int{} }, map[string]string{"allowedStatusCodes": "required"}},
		"no such status code": {func(h *persona.HTTPInput) { h.AllowedStatusCodes = []int{200, 99, 600} }, map[string]string{"allowedStatusCodes[1]": "out_of_range", "allowedStatusCodes[2]": "out_of_range"}},
		"too small a body":    {func(h *persona.HTTPInput) { h.MaxBodyBytes = ptr(1023) }, map[string]string{"maxBodyBytes": "out_of_range"}},
		"too large a body":    {func(h *persona.HTTPInput) { h.MaxBodyBytes = ptr(10<<20 + 1) }, map[string]string{"maxBodyBytes": "out_of_range"}},
		"nothing in flight":   {func(h *persona.HTTPInput) { h.MaxInFlight = ptr(0) }, map[string]string{"maxInFlight": "out_of_range"}},
		"long notes":          {func(h *persona.HTTPInput) { h.Notes = strings.Repeat("ä", 2001) }, map[string]string{"notes": "too_long"}},
		"everything at once": {func(h *persona.HTTPInput) { *h = persona.HTTPInput{MaxRedirects: ptr(-1), MaxBodyBytes: ptr(0)} },
			map[string]string{"userAgent": "required", "maxRedirects": "out_of_range", "maxBodyBytes": "out_of_range"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			input := httpInput("n")
			test.change(input.HTTP)
			_, err := input.Complete(persona.HTTP)
			require.Equal(t, test.want, detailFields(t, err))
		})
	}
}

func TestHTTPKeepsWhatIsGiven(t *testing.T) {
	t.Parallel()
	input := httpInput("n")
	input.HTTP.Headers = map[string]string{"x-Odd-cASE": "v"}
	input.HTTP.AllowedStatusCodes = []int{404, 200, 404}
	input.HTTP.FollowRedirects, input.HTTP.MaxRedirects = ptr(false), ptr(0)
	profile, err := input.Complete(persona.HTTP)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"x-Odd-cASE": "v"}, profile.HTTP.Headers, "sent as given, nothing added")
	require.Equal(t, []int{200, 404}, profile.HTTP.AllowedStatusCodes)
	require.False(t, profile.HTTP.FollowRedirects)
	require.Zero(t, profile.HTTP.MaxRedirects)
}

func TestDefaultHeadersBelongToNobody(t *testing.T) {
	t.Parallel()
	first, err := httpInput("n").Complete(persona.HTTP)
	require.NoError(t, err)
	first.HTTP.Headers["Accept"] = "spoilt"
	second, err := httpInput("n").Complete(persona.HTTP)
	require.NoError(t, err)
	require.NotEqual(t, "spoilt", second.HTTP.Headers["Accept"])
}
