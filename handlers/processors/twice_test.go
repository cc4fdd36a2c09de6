package processors

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/internal/lab"
)

// Every unit is handed to two processes at once, twice, in any order, and once
// more when all are done. No dispatcher and no queue is there to help.
func TestUnitsDeliveredTwiceAndLate(t *testing.T) {
	t.Parallel()
	topologies(t, func(t *testing.T, servers int) {
		r := newRig(t, servers, slowWorld())
		const n = 2000
		names := r.generation(n)
		resolution := r.resolution(names, r.dnsPersonaOf(500, lab.Slow))
		check := r.check(resolution, r.httpPersona())
		workers := []*Workers{r.newWorkers(r.line(0).nc), r.newWorkers(r.line(1 % servers).nc)}
		for _, w := range workers {
			defer w.plans.close()
		}
		handOut := func(step Step, id string, keys []key) {
			everyoneTwice := append(append([]key{}, keys...), keys...)
			rand.New(rand.NewPCG(4, 4)).Shuffle(len(everyoneTwice), func(i, j int) {
				everyoneTwice[i], everyoneTwice[j] = everyoneTwice[j], everyoneTwice[i]
			})
			var group sync.WaitGroup
			for _, k := range everyoneTwice {
				for _, w := range workers {
					group.Go(func() {
						err := w.attempt(context.Background(), unit{step: step, campaign: id, key: k})
						for isTransient(err) { // the queue would hand it out again
							err = w.attempt(context.Background(), unit{step: step, campaign: id, key: k})
						}
						if err != nil {
							t.Errorf("unit %s: %v", k, err)
						}
					})
				}
			}
			group.Wait()
		}
		chunks := []key{{0, -1}, {1, -1}}
		var parts []key
		for range 2 {
			handOut(Generate, names, chunks)
			handOut(Resolve, resolution, chunks)
			parts = nil
			for _, e := range r.results(resolution) {
				if e.Counts[string(campaign.DNSResolved)] > 0 {
					own, err := parseKey(e.Part.Unit)
					require.NoError(t, err)
					parts = append(parts, key{own.chunk, e.Part.Number})
				}
			}
			handOut(Fetch, check, parts)
		}
		r.auditChain(n, names, resolution, check)

		require.NoError(t, r.do(resolution, campaign.Cancel{}))
		fresh := r.newWorkers(r.line(0).nc)
		require.ErrorIs(t, fresh.attempt(t.Context(), unit{Resolve, resolution, chunks[0]}), errEnded)
		require.NoError(t, r.do(check, campaign.Pause{}))
		require.ErrorIs(t, fresh.attempt(t.Context(), unit{Fetch, check, parts[0]}), errStopped)
		require.Empty(t, fresh.plans.known)
	})
}
