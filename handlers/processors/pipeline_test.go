package processors

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/internal/lab"
)

var errFound = errors.New("found")

// reason is why a campaign ended, which this waits for.
func (r *rig) reason(id string) campaign.CompletionReason {
	r.t.Helper()
	e, err := r.await(id, campaign.Completed{}.EventType()).Decode()
	require.NoError(r.t, err)
	return e.(campaign.Completed).CompletionReason
}

func TestThreeStepsFollowEachOtherLive(t *testing.T) {
	t.Parallel()
	topologies(t, func(t *testing.T, servers int) {
		r := newRig(t, servers, lab.Config{Seed: 1, Names: map[lab.NameKind]float64{}, Sites: map[lab.SiteKind]float64{lab.Keyword: 0.2}})
		const n = 2500
		names := r.generation(n)
		resolution := r.resolution(names, r.dnsPersona(lab.Clean))
		check := r.check(resolution, r.httpPersona())
		r.dispatcher(0)
		r.workers(0)
		require.Equal(t, campaign.AllDone, r.reason(check))
		r.auditChain(n, names, resolution, check)
		require.NotEmpty(t, r.checked(check))
	})
}

// What DNS servers and web sites do wrong is found in the results, and what
// one server does wrong another makes good.
func TestResultsAreTheTruth(t *testing.T) {
	t.Parallel()
	topologies(t, func(t *testing.T, servers int) {
		sites := map[lab.SiteKind]float64{}
		for kind := range lab.DefaultSites() {
			// What takes until the timeout, which must be long, is seen once.
			if servers == 1 || !slices.Contains([]lab.SiteKind{lab.Silent, lab.EndlessBody, lab.EndlessHeaders, lab.Huge, lab.GzipBomb}, kind) {
				sites[kind] = 1.0 / float64(len(lab.DefaultSites())+1)
			}
		}
		r := newRig(t, servers, lab.Config{Seed: 7, Exists: 0.9, Sites: sites, LossShare: 0.5, Names: map[lab.NameKind]float64{
			lab.Dual: 0.1, lab.Alias: 0.1, lab.NoAddress: 0.05, lab.AliasLoop: 0.05, lab.Broken: 0.05,
		}})
		const n = 250
		names := r.generation(n)
		resolution := r.resolution(names, r.dnsPersona(lab.Lossy, lab.ServFail, lab.Slow, lab.Refused, lab.Truncating, lab.Clean))
		check := r.check(resolution, r.httpPersonaOf(8))
		r.dispatcher(0)
		r.workers(0)
		require.Equal(t, campaign.AllDone, r.reason(check))
		r.auditChain(n, names, resolution, check)
		for name, result := range r.resolved(resolution) {
			r.equalsTruth(name, result)
		}
		kinds := map[lab.SiteKind]bool{}
		for name, page := range r.checked(check) {
			truth := r.lab.Site(name)
			kinds[truth.Kind] = true
			require.Equal(t, truth.StatusTLSFirst, string(page.Status), "%s %s: %+v", name, truth.Kind, page)
			if truth.Status == lab.Match {
				require.Equal(t, truth.Title, page.Title, name)
				require.Len(t, page.Matches, len(truth.Keywords)+titleHits(page), name)
				require.Equal(t, truth.ContentHash, page.ContentHash, name)
			}
		}
		require.Len(t, kinds, len(sites)+1, "every kind of site is met")
	})
}

func titleHits(page campaign.PageResult) int {
	n := 0
	for _, m := range page.Matches {
		if m.Where == "title" {
			n++
		}
	}
	return n
}

func (r *rig) equalsTruth(name string, result campaign.DNSResult) {
	r.t.Helper()
	truth := r.lab.DNS(name)
	require.Equal(r.t, truth.Status, string(result.Status), "%s %s", name, truth.Kind)
	if truth.Status != lab.Resolved {
		return
	}
	require.Equal(r.t, truth.Rcode, result.RCode, name)
	require.ElementsMatch(r.t, truth.A, result.Records.A, name)
	require.ElementsMatch(r.t, truth.AAAA, result.Records.AAAA, name)
	require.Equal(r.t, truth.MinTTL, result.Records.MinTTL, name)
}
