package fetcher

import (
	"net/http"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

// forbidden are addresses inside a machine or its network, in every form an address can be written in a DNS answer.
var forbidden = []string{
	"127.0.0.1", "::ffff:127.0.0.1", "0.0.0.0", "::", "::1", "fe80::1", "fe80::1%lo", "ff02::1", "224.0.0.1",
	"10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "100.100.100.200", "169.254.169.254", "192.0.0.192",
	"168.63.129.16", "255.255.255.255", "fd00:ec2::254", "fc00::1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1",
	"2002:7f00:1::", "2001::1", "2001:db8::1", "::127.0.0.1",
}

func TestGuardRefusesAddresses(t *testing.T) {
	t.Parallel()
	e := newEngine(t, func(c *Config) { c.Allow = nil })
	var reqs []Request
	for _, a := range forbidden {
		reqs = append(reqs, fresh("name.test", a))
	}
	for _, o := range []Options{{}, {Ports: []int{8080}}, {Ports: []int{22}}} {
		for i, p := range fetchAll(t, e, o, reqs...) {
			require.Equal(t, Blocked, p.Outcome, "%s: %s", forbidden[i], p.ErrorMessage)
			require.Equal(t, "BLOCKED_ADDRESS", p.ErrorCode)
		}
	}
}

// Each forbidden address as the target of a redirect: as a literal in the URL, and as what a lookup answers.
func TestGuardRefusesRedirects(t *testing.T) {
	t.Parallel()
	target := make(chan string, 1)
	port := serveAt(t, "127.0.0.5", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", <-target)
		w.WriteHeader(http.StatusFound)
	})
	e := newEngine(t, func(c *Config) { c.Allow = []netip.Prefix{netip.MustParsePrefix("127.0.0.5/32")} })
	for _, a := range forbidden {
		for _, location := range []string{"http://" + bracket(a) + "/secret", "https://elsewhere.test/"} {
			target <- location
			o := Options{Ports: []int{port}, Lookup: lookupTo(a), Retries: 2}
			p := fetchAll(t, e, o, fresh("name.test", "127.0.0.5"))[0]
			require.Equal(t, Blocked, p.Outcome, "%s: %s %s", location, a, p.ErrorMessage)
			require.Len(t, p.Redirects, 1)
		}
	}
}

func TestGuardPassesPublicAddresses(t *testing.T) {
	t.Parallel()
	guard := newGuard(nil)
	for _, a := range []string{"1.1.1.1:443", "8.8.8.8:8080", "[2606:4700:4700::1111]:443"} {
		require.NoError(t, guard.Safe(network(a), a, nil))
	}
}

func TestAllowedNetworksAreNoWiderThanSaid(t *testing.T) {
	t.Parallel()
	guard := newGuard([]netip.Prefix{netip.MustParsePrefix("127.64.0.0/10"), netip.MustParsePrefix("fd00::/64")})
	require.NoError(t, guard.Safe("tcp4", "127.64.0.1:80", nil))
	require.NoError(t, guard.Safe("tcp6", "[fd00::5]:80", nil))
	require.Error(t, guard.Safe("tcp4", "127.0.0.1:80", nil))
	require.Error(t, guard.Safe("tcp6", "[fd00:ec2::254]:80", nil))
	require.Error(t, guard.Safe("tcp6", "[::ffff:127.64.0.1]:80", nil))
}

func network(address string) string {
	if netip.MustParseAddrPort(address).Addr().Is4() {
		return "tcp4"
	}
	return "tcp6"
}

func bracket(a string) string {
	ip := netip.MustParseAddr(a)
	if ip.Is4() {
		return a
	}
	if ip.Zone() != "" {
		return "[" + ip.WithZone("").String() + "%25" + ip.Zone() + "]"
	}
	return "[" + a + "]"
}
