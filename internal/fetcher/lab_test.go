package fetcher

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/internal/lab"
)

var siteKinds = []lab.SiteKind{
	lab.Keyword, lab.NoKeyword, lab.Hidden, lab.RedirectPath, lab.RedirectHost, lab.RedirectLoop, lab.RedirectPrivate,
	lab.NotFound, lab.ServerError, lab.SlowSite, lab.Silent, lab.Gzip, lab.GzipBomb, lab.EndlessHeaders, lab.EndlessBody,
	lab.Reset, lab.Closed, lab.Garbage, lab.BadCertificate, lab.Latin1, lab.Huge,
}

var labNetwork = []netip.Prefix{netip.MustParsePrefix("127.64.0.0/10")}

// startLab gives every site kind the same share.
func startLab(t *testing.T) *lab.Lab {
	sites := map[lab.SiteKind]float64{}
	for _, kind := range siteKinds {
		if kind != lab.NoKeyword {
			sites[kind] = 1 / float64(len(siteKinds))
		}
	}
	l, err := lab.Start(lab.Config{
		Seed: 7, Exists: 1, Names: map[lab.NameKind]float64{lab.Dual: 0.3, lab.Alias: 0.3}, Sites: sites,
		SiteDelay: 10 * time.Millisecond,
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	return l
}

func labEngine(t *testing.T, timeout time.Duration) *Engine {
	return newEngine(t, func(c *Config) {
		c.Timeout, c.MaxInFlight, c.MaxBodyBytes = timeout, 50, lab.BodyLimit
		c.Allow = labNetwork
	})
}

func labRequests(l *lab.Lab, names []string) []Request {
	var reqs []Request
	for _, name := range names {
		truth := l.DNS(name)
		reqs = append(reqs, Request{Name: name, Addresses: append(truth.A, truth.AAAA...), Fresh: true})
	}
	return reqs
}

// truthLookup answers as a correct resolver does.
func truthLookup(l *lab.Lab) func(context.Context, string) ([]netip.Addr, error) {
	return func(_ context.Context, host string) ([]netip.Addr, error) { return l.DNS(host).A, nil }
}

// Every result is compared with the truth, for every kind of site: https first, as users fetch, and plain http alone.
func TestResultsAreTheTruthOfTheLab(t *testing.T) {
	t.Parallel()
	l := startLab(t)
	for _, kind := range siteKinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			count, timeout := 30, time.Minute
			switch kind {
			case lab.Silent, lab.EndlessBody:
				count, timeout = 5, time.Second
			case lab.GzipBomb, lab.Huge, lab.EndlessHeaders:
				count = 5
			}
			names, err := l.FindSite(kind, count)
			require.NoError(t, err)
			e := labEngine(t, timeout)
			o := Options{Ports: []int{int(l.HTTPPort())}, Lookup: truthLookup(l)}
			reqs := labRequests(l, names)
			for i, p := range fetchAll(t, e, o, reqs...) {
				truth := l.Site(names[i])
				requireTruth(t, l, truth, truth.StatusTLSFirst, p)
			}
			for _, r := range reqs {
				truth := l.Site(r.Name)
				requireTruth(t, l, truth, truth.Status, plainPage(t, e, o, r))
			}
		})
	}
}

// plainPage fetches the http target only, which targetHttpPorts can say for port 80 alone.
func plainPage(t *testing.T, e *Engine, o Options, r Request) Page {
	v := &visit{engine: e, options: o, request: r, targets: targets(r.Name, o.Ports, mustPath(t))[1:]}
	defer v.close()
	p, err := v.run(t.Context())
	require.NoError(t, err)
	return p
}

func requireTruth(t *testing.T, l *lab.Lab, truth lab.SiteTruth, status string, p Page) {
	t.Helper()
	about := fmt.Sprintf("%s %s: %s %s", truth.Kind, p.FinalURL, p.ErrorCode, p.ErrorMessage)
	require.Equal(t, status, statusOf(p, l), about)
	require.Equal(t, truth.StatusCode, p.StatusCode, about)
	require.Equal(t, truth.Title, p.Title, about)
	require.Equal(t, truth.Truncated, p.Truncated, about)
	require.EqualValues(t, truth.BodyBytes, p.BodyBytes, about)
	require.Equal(t, truth.ContentHash, p.ContentHash, about)
	require.ElementsMatch(t, truth.Keywords, found(p, l), about)
	if truth.FinalURL != "" && p.Outcome != TLSError {
		require.Len(t, p.Redirects, len(truth.Redirects), about)
		require.Equal(t, truth.FinalURL, strings.Replace(p.FinalURL, "https://", "http://", 1), about)
		for i, r := range truth.Redirects {
			require.Equal(t, Redirect(r), p.Redirects[i], about)
		}
	}
}

// statusOf is what the product makes of a page and its keywords.
func statusOf(p Page, l *lab.Lab) string {
	switch {
	case p.Outcome != Answered:
		return string(p.Outcome)
	case len(found(p, l)) > 0:
		return lab.Match
	default:
		return lab.NoMatch
	}
}

func found(p Page, l *lab.Lab) []string {
	var list []string
	for _, keyword := range l.Keywords() {
		if strings.Contains(p.Text, keyword) {
			list = append(list, keyword)
		}
	}
	return list
}
