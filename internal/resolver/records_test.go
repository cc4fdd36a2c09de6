package resolver

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
)

func TestLimitsOfRecords(t *testing.T) {
	t.Parallel()
	lines := []string{
		`big.test. 60 IN TXT "` + strings.Repeat("a", 255) + `" "` + strings.Repeat("b", 255) + `" "` + strings.Repeat("c", 255) + `" "` + strings.Repeat("d", 255) + `" "eeeef"`,
		`fits.test. 60 IN TXT "one" "two"`, `fits.test. 60 IN TXT "\000\255x"`, "fits.test. 60 IN A 198.51.100.1",
	}
	for i := range maxRecords + 1 {
		lines = append(lines, fmt.Sprintf("big.test. 60 IN A 198.51.100.%d", i))
	}
	e := startEngine(t, Config{Resolvers: []string{"tcp://" + startResponder(t, zone(t, lines...))}})
	big := resolveOne(t, e, "big.test", 0, dns.TypeA, dns.TypeTXT).Records
	require.Len(t, big.A, maxRecords)
	require.Len(t, big.TXT[0], maxTXT)
	require.True(t, strings.HasSuffix(big.TXT[0], "deeee"))
	require.True(t, big.Truncated)

	fits := resolveOne(t, e, "fits.test", 0, dns.TypeA, dns.TypeTXT).Records
	require.Equal(t, []string{"onetwo", "\uFFFD\uFFFDx"}, fits.TXT)
	require.False(t, fits.Truncated)
}

func TestMailExchangeOfNobody(t *testing.T) {
	t.Parallel()
	e := startEngine(t, Config{Resolvers: []string{startResponder(t, zone(t, "a.test. 60 IN A 198.51.100.1", "a.test. 60 IN MX 0 ."))}})
	require.Equal(t, []MX{{Host: "."}}, resolveOne(t, e, "a.test", 0, dns.TypeA, dns.TypeMX).Records.MX)
}

// The status is decided by addresses; what fails beside them is told, not hidden.
func TestFailureBesideAnAddress(t *testing.T) {
	t.Parallel()
	server := startResponder(t, func(reply *dns.Msg, _ bool) {
		if reply.Question[0].Qtype == dns.TypeA {
			reply.Answer = []dns.RR{address(t, "a.test. 60 IN A 10.0.0.1")}
			return
		}
		reply.Rcode = dns.RcodeServerFailure
	})
	e := startEngine(t, Config{Resolvers: []string{server}})
	r := resolveOne(t, e, "a.test", 1, dns.TypeA, dns.TypeAAAA, dns.TypeMX)
	require.Equal(t, StatusResolved, r.Status)
	require.Equal(t, "NOERROR", r.RCode)
	require.Equal(t, CodeServfail, r.ErrorCode)
	require.Contains(t, r.ErrorMessage, "MX")
	require.Equal(t, 2, r.Attempts, "retries are counted for the name, not for each type")
	require.True(t, r.PrivateAddress)
}

// Without an address, a failure leaves open whether there is one.
func TestFailureBesideNoAddress(t *testing.T) {
	t.Parallel()
	server := startResponder(t, func(reply *dns.Msg, _ bool) {
		if reply.Question[0].Qtype == dns.TypeAAAA {
			reply.Rcode = dns.RcodeRefused
		}
	})
	e := startEngine(t, Config{Resolvers: []string{server}})
	r := resolveOne(t, e, "a.test", 0, dns.TypeAAAA, dns.TypeA)
	require.Equal(t, StatusError, r.Status)
	require.Equal(t, "REFUSED", r.RCode)
}

func TestPrivate(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"10.1.2.3": true, "192.168.0.1": true, "172.16.0.1": true, "127.0.0.1": true, "169.254.169.254": true, "100.64.0.1": true,
		"0.0.0.0": true, "::1": true, "fe80::1": true, "fd00::1": true, "::ffff:10.0.0.1": true, "::": true,
		"8.8.8.8": false, "172.32.0.1": false, "100.128.0.1": false, "2606:4700::1111": false, "::ffff:8.8.8.8": false,
	} {
		require.Equal(t, want, private(netip.MustParseAddr(address)), address)
	}
}
