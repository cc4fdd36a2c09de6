package lab_test

import (
	"encoding/json"
	"fmt"
	"net"
	"net/netip"
	"os"
	"testing"
	"time"

	"domainflow/internal/lab"

	"github.com/stretchr/testify/require"
)

// The golden file pins the rules: what a seed says about a name may not change by accident. Ports are left out.
func TestTruthFollowsFromTheSeed(t *testing.T) {
	t.Parallel()
	type line struct {
		Name string
		DNS  lab.DNSTruth
		Kind lab.SiteKind
		Code int
		Hash string
	}
	tell := func(l *lab.Lab) (lines []line) {
		for i := range 30 {
			name := fmt.Sprintf("golden%d.test", i)
			site := l.Site(name)
			lines = append(lines, line{name, l.DNS(name), site.Kind, site.StatusCode, site.ContentHash})
		}
		return lines
	}
	config := lab.Config{Seed: 7, Exists: 0.7, Names: everyName(), Sites: everySite()}
	first := tell(start(t, config))
	require.Equal(t, first, tell(start(t, config)))

	golden, err := os.ReadFile("testdata/seed7.json")
	require.NoError(t, err)
	told, err := json.Marshal(first)
	require.NoError(t, err)
	require.JSONEq(t, string(golden), string(told))

	config.Seed = 8
	require.NotEqual(t, first, tell(start(t, config)))
}

func TestSharesAreNearTheConfiguredOnes(t *testing.T) {
	t.Parallel()
	const n = 100_000
	l := start(t, lab.Config{Seed: 9})
	names, sites, addressed := map[lab.NameKind]float64{}, map[lab.SiteKind]float64{}, 0.0
	for i := range n {
		name := fmt.Sprintf("share%d.test", i)
		dns := l.DNS(name)
		names[dns.Kind]++
		if dns.Status == lab.Resolved {
			addressed++
			sites[l.Site(name).Kind]++
		}
	}
	existing := n - names[lab.Missing]
	require.InDelta(t, 0.1, existing/n, 0.005)
	for kind, share := range lab.DefaultNames() {
		require.InDelta(t, share, names[kind]/existing, 0.01, kind)
		require.Positive(t, names[kind])
	}
	for kind, share := range lab.DefaultSites() {
		require.InDelta(t, share, sites[kind]/addressed, 0.015, kind)
		require.Positive(t, sites[kind])
	}
}

func TestEmptySharesMeanAnOrdinaryWorld(t *testing.T) {
	t.Parallel()
	l := start(t, lab.Config{Exists: 1, Names: map[lab.NameKind]float64{}, Sites: map[lab.SiteKind]float64{}})
	for i := range 1000 {
		name := fmt.Sprintf("n%d.test", i)
		require.Equal(t, lab.Address, l.DNS(name).Kind)
		require.Equal(t, lab.NoKeyword, l.Site(name).Kind)
	}
	_, err := l.FindName(lab.Alias, 1)
	require.ErrorIs(t, err, lab.ErrNotFound)
	require.Zero(t, l.Site("one.invalid").Redirects)
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]lab.Config{
		"share above one":    {Exists: 1.5},
		"sum above one":      {Sites: map[lab.SiteKind]float64{lab.Gzip: 0.6, lab.Huge: 0.6}},
		"negative share":     {Names: map[lab.NameKind]float64{lab.Alias: -1}},
		"unknown kind":       {Sites: map[lab.SiteKind]float64{"surprise": 0.1}},
		"the rest's share":   {Names: map[lab.NameKind]float64{lab.Address: 0.1}},
		"keyword everywhere": {Keywords: []string{"a"}},
		"markup keyword":     {Keywords: []string{"<b>"}},
		"negative delay":     {SlowDelay: -1},
	} {
		_, err := lab.Start(config)
		require.ErrorIs(t, err, lab.ErrConfig, name)
	}
}

// Everything listens in 127.64.0.0/10; a fixed port that is taken is an error and leaves nothing behind.
func TestAddresses(t *testing.T) {
	t.Parallel()
	l := start(t, lab.Config{})
	taken := map[netip.Addr]bool{}
	for _, b := range lab.Behaviours() {
		address := l.Resolver(b)
		require.True(t, netip.MustParsePrefix("127.64.0.0/10").Contains(address.Addr()))
		require.False(t, taken[address.Addr()])
		taken[address.Addr()] = true
	}
	_, err := lab.Start(lab.Config{HTTPPort: l.HTTPPort()})
	require.Error(t, err)
	_, err = lab.Start(lab.Config{DNSPort: l.Resolver(lab.Clean).Port()})
	require.Error(t, err)
}

// Connections that wait for something, a second or a minute, do not keep a lab from closing.
func TestCloseEndsWhatWaits(t *testing.T) {
	t.Parallel()
	l, err := lab.Start(lab.Config{
		Exists: 1, Sites: map[lab.SiteKind]float64{lab.Silent: 0.5, lab.EndlessBody: 0.5}, SlowDelay: time.Minute,
	})
	require.NoError(t, err)
	for _, kind := range []lab.SiteKind{lab.Silent, lab.EndlessBody} {
		names, err := l.FindSite(kind, 1)
		require.NoError(t, err)
		conn, err := net.Dial("tcp", netip.AddrPortFrom(l.DNS(names[0]).A[0], l.HTTPPort()).String())
		require.NoError(t, err)
		defer conn.Close()
		_, err = fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", names[0])
		require.NoError(t, err)
	}
	_, err = ask("udp", l.Resolver(lab.Slow), "one.test", 1, short)
	require.Error(t, err)
	require.Eventually(t, func() bool { return l.Requests() == 2 }, long, time.Millisecond)
	require.NoError(t, l.Close())
	require.NoError(t, l.Close())
}
