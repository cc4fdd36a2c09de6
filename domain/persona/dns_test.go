package persona_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/persona"
)

func TestDNSDetails(t *testing.T) {
	t.Parallel()
	many := make([]string, 101)
	for i := range many {
		many[i] = fmt.Sprintf("9.9.9.%d", i)
	}
	for name, test := range map[string]struct {
		change func(*persona.DNSInput)
		want   map[string]string
	}{
		"the least": {func(d *persona.DNSInput) {
			d.QueryTimeoutSeconds, d.MaxInFlight, d.RateLimitDps, d.RateLimitBurst = ptr(0), ptr(1), ptr(0.0), ptr(1)
		}, nil},
		"the most": {func(d *persona.DNSInput) {
			d.Resolvers, d.QueryTimeoutSeconds, d.MaxInFlight = many[:100], ptr(60), ptr(10000)
		}, nil},
		"no resolver":            {func(d *persona.DNSInput) { d.Resolvers = nil }, map[string]string{"resolvers": "required"}},
		"101 resolvers":          {func(d *persona.DNSInput) { d.Resolvers = many }, map[string]string{"resolvers": "too_long"}},
		"a timeout below zero":   {func(d *persona.DNSInput) { d.QueryTimeoutSeconds = ptr(-1) }, map[string]string{"queryTimeoutSeconds": "out_of_range"}},
		"a timeout too long":     {func(d *persona.DNSInput) { d.QueryTimeoutSeconds = ptr(61) }, map[string]string{"queryTimeoutSeconds": "out_of_range"}},
		"nothing in flight":      {func(d *persona.DNSInput) { d.MaxInFlight = ptr(0) }, map[string]string{"maxInFlight": "out_of_range"}},
		"too much in flight":     {func(d *persona.DNSInput) { d.MaxInFlight = ptr(10001) }, map[string]string{"maxInFlight": "out_of_range"}},
		"a rate below zero":      {func(d *persona.DNSInput) { d.RateLimitDps = ptr(-0.1) }, map[string]string{"rateLimitDps": "out_of_range"}},
		"a burst of none":        {func(d *persona.DNSInput) { d.RateLimitBurst = ptr(0) }, map[string]string{"rateLimitBurst": "out_of_range"}},
		"the same resolver":      {func(d *persona.DNSInput) { d.Resolvers = []string{"9.9.9.9", "udp://9.9.9.9:53"} }, map[string]string{"resolvers[1]": "duplicate"}},
		"over TCP is not a twin": {func(d *persona.DNSInput) { d.Resolvers = []string{"9.9.9.9", "tcp://9.9.9.9:53"} }, nil},
		"wrong ones among right": {func(d *persona.DNSInput) { d.Resolvers = []string{"9.9.9.9", "nope!", "1.1.1.1", "tls://dns.example"} },
			map[string]string{"resolvers[1]": "invalid", "resolvers[3]": "NOT_SUPPORTED"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			input := dnsInput("n")
			test.change(input.DNS)
			_, err := input.Complete(persona.DNS)
			require.Equal(t, test.want, detailFields(t, err))
		})
	}
}

// detailFields gives the code of each wrong member of configDetails.
func detailFields(t *testing.T, err error) map[string]string {
	t.Helper()
	if err == nil {
		return nil
	}
	refused, ok := domain.AsError(err)
	require.True(t, ok, "%v", err)
	got := map[string]string{}
	for _, f := range refused.Fields {
		require.Contains(t, f.Field, "configDetails.")
		got[f.Field[len("configDetails."):]] = f.Code
	}
	return got
}

func TestZeroIsNotAbsent(t *testing.T) {
	t.Parallel()
	input := dnsInput("n")
	input.DNS.RateLimitDps, input.DNS.QueryTimeoutSeconds = ptr(0.0), ptr(0)
	profile, err := input.Complete(persona.DNS)
	require.NoError(t, err)
	require.Zero(t, profile.DNS.RateLimitDps, "no limit was asked for")
	require.Equal(t, 5, profile.DNS.QueryTimeoutSeconds, "0 means the default")
}

func TestParseResolver(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]persona.Resolver{
		"1.1.1.1":                     {Transport: "udp", Host: "1.1.1.1", Port: 53},
		" 1.1.1.1:5353 ":              {Transport: "udp", Host: "1.1.1.1", Port: 5353},
		"udp://1.1.1.1":               {Transport: "udp", Host: "1.1.1.1", Port: 53},
		"TCP://1.1.1.1:53":            {Transport: "tcp", Host: "1.1.1.1", Port: 53},
		"[2606:4700:4700:0::1111]:53": {Transport: "udp", Host: "2606:4700:4700::1111", Port: 53},
		"2606:4700:4700::1111":        {Transport: "udp", Host: "2606:4700:4700::1111", Port: 53},
		"[2606:4700:4700::1111]":      {Transport: "udp", Host: "2606:4700:4700::1111", Port: 53},
		"[::ffff:127.0.0.1]:53":       {Transport: "udp", Host: "127.0.0.1", Port: 53},
		"Dns.Example":                 {Transport: "udp", Host: "dns.example", Port: 53},
		"tcp://dns.example.:5353":     {Transport: "tcp", Host: "dns.example", Port: 5353},
	} {
		got, wrong := persona.ParseResolver(text)
		require.Nil(t, wrong, text)
		require.Equal(t, want, got, text)
	}
}

func TestParseResolverRefuses(t *testing.T) {
	t.Parallel()
	for text, code := range map[string]string{
		"":              domain.FieldInvalid,
		"udp://":        domain.FieldInvalid,
		"1.1.1.1:0":     domain.FieldInvalid,
		"1.1.1.1:65536": domain.FieldInvalid,
		"1.1.1.1:":      domain.FieldInvalid,
		"1.1.1.1:" + strings.Repeat("0", 300) + "53": domain.FieldInvalid,
		strings.Repeat("a.", 126) + "ab":             domain.FieldInvalid,
		"1.1.1":                                      domain.FieldInvalid,
		"1.1.1.256":                                  domain.FieldInvalid,
		"[1.1.1.1]:53":                               domain.FieldInvalid,
		"[::1":                                       domain.FieldInvalid,
		"[::1]:0":                                    domain.FieldInvalid,
		"fe80::1%eth0":                               domain.FieldInvalid,
		"[fe80::1%eth0]:53":                          domain.FieldInvalid,
		"-dns.example":                               domain.FieldInvalid,
		"dns..example":                               domain.FieldInvalid,
		"dns_1.example":                              domain.FieldInvalid,
		"user@dns.example":                           domain.FieldInvalid,
		"1.1.1.1/32":                                 domain.FieldInvalid,
		"udp://1.1.1.1:53/path":                      domain.FieldInvalid,
		"ftp://1.1.1.1":                              domain.FieldInvalid,
		"http://1.1.1.1/dns-query":                   domain.FieldInvalid,
		"tls://1.1.1.1:853":                          domain.CodeNotSupported,
		"https://1.1.1.1/dns-query":                  domain.CodeNotSupported,
		"https+json://1.1.1.1/resolve":               domain.CodeNotSupported,
	} {
		_, wrong := persona.ParseResolver(text)
		require.NotNil(t, wrong, text)
		require.Equal(t, code, wrong.Code, text)
		require.NotEmpty(t, wrong.Message)
	}
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	config := persona.DNSConfig{Resolvers: []string{"[::1]:5300", "tcp://dns.example"}}
	var addresses []string
	for _, r := range config.Endpoints() {
		addresses = append(addresses, r.Transport+" "+r.Address())
	}
	require.Equal(t, []string{"udp [::1]:5300", "tcp dns.example:53"}, addresses)
}

// FuzzParseResolver: what is accepted has one spelling, which is read as the
// same again.
func FuzzParseResolver(f *testing.F) {
	for _, seed := range []string{"1.1.1.1", "[::1]:53", "udp://dns.example:1", "tcp://[::ffff:1.2.3.4]", "tls://x", ":53", "[%]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, wrong := persona.ParseResolver(text)
		if wrong != nil {
			return
		}
		again, wrong := persona.ParseResolver(r.Transport + "://" + r.Address())
		require.Nil(t, wrong, "%+v", r)
		require.Equal(t, r, again)
		if addr, err := netip.ParseAddr(r.Host); err == nil {
			require.Equal(t, addr.Unmap(), addr)
		}
	})
}
