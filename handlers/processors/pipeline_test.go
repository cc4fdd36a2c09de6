package processors

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/internal/lab"
)

var errFound = errors.New("found")

func TestThreeStepsFollowEachOtherLive(t *testing.T) {
	t.Parallel()
	topologies(t, func(t *testing.T, servers int) {
		r := newRig(t, servers, lab.Config{Seed: 1, Names: map[lab.NameKind]float64{}, Sites: map[lab.SiteKind]float64{lab.Keyword: 0.2}})
		dns, http := r.dnsPersona(lab.Clean), r.httpPersona()
		const n = 3500
		names := r.generation(n)
		resolution := r.resolution(names, dns)
		check := r.check(resolution, http)
		r.dispatcher(0)
		r.workers(0)

		completed := r.await(check, "completed")
		e, err := completed.Decode()
		require.NoError(t, err)
		require.Equal(t, campaign.AllDone, e.(campaign.Completed).CompletionReason)

		all := r.generated(names)
		require.Len(t, all, n)
		results := r.resolved(resolution)
		require.Len(t, results, n)
		pages := r.checked(check)
		alive := 0
		for _, name := range all {
			truth := r.lab.DNS(name)
			require.Equal(t, truth.Status, string(results[name].Status), name)
			if truth.Status == lab.Resolved {
				alive++
				require.Contains(t, pages, name)
				_ = pages
			}
		}
		require.Len(t, pages, alive)
		require.NotZero(t, alive)
	})
}
