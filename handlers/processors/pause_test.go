package processors

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/eventstore"
	"domainflow/internal/lab"
)

func (r *rig) status(id string) campaign.Status {
	loaded, err := r.agg.Campaigns.Load(r.ctx(), id)
	require.NoError(r.t, err)
	return loaded.State.Status
}

// marker runs a small campaign through the same dispatcher and workers: what
// they had to do before it, they have done when it is over.
func (r *rig) marker() {
	r.t.Helper()
	r.reason(r.resolution(r.generation(10), r.dnsPersona(lab.Clean)))
}

// asked counts the questions to the slow server once none is on its way. Each
// of these tests asks the clean one for markers.
func (r *rig) asked() int64 {
	r.marker()
	return r.lab.Queries(lab.Slow)
}

// silent says that nobody works on a campaign in this process any more.
func (w *Workers) silent(id string) bool {
	w.watch.mu.Lock()
	defer w.watch.mu.Unlock()
	return len(w.watch.working[id]) == 0
}

func (r *rig) awaitSilence(w *process, id string) {
	r.t.Helper()
	require.Eventually(r.t, func() bool { return w.workers.silent(id) }, patience, 5*time.Millisecond)
}

func (r *rig) awaitQuestions(n int64) {
	r.t.Helper()
	require.Eventually(r.t, func() bool { return r.lab.Queries(lab.Slow) >= n }, patience, 2*time.Millisecond)
}

// Nothing is asked between pause and resume, whoever restarts meanwhile; then
// it goes on, and ends as if nothing had been.
func TestPauseLastsUntilResume(t *testing.T) {
	t.Parallel()
	topologies(t, func(t *testing.T, servers int) {
		r := newRig(t, servers, slowWorld())
		const n = 1500
		names := r.generation(n)
		resolution := r.resolution(names, r.dnsPersonaOf(40, lab.Slow))
		d, w := r.dispatcher(0), r.workers(0)
		r.awaitQuestions(100)
		require.NoError(t, r.do(resolution, campaign.Pause{}))
		r.marker()
		r.awaitSilence(w, resolution)
		asked := r.asked()
		require.Equal(t, asked, r.asked())

		d.stop(t)
		w.stop(t)
		r.dispatcher(0)
		r.workers(1 % servers)
		require.Equal(t, asked, r.asked(), "after a restart")
		require.Equal(t, campaign.StatusPaused, r.status(resolution))

		require.NoError(t, r.do(resolution, campaign.Resume{}))
		require.Equal(t, campaign.AllDone, r.reason(resolution))
		require.Equal(t, []string{"created", "started", "paused", "resumed", "completed"}, r.lifecycle(resolution))
		r.auditChain(n, names, resolution, "")
	})
}

// However often, and at whatever instant: no status is ever written by
// anybody but the commands, and no name is lost.
func TestPauseAndResumeAtRandomInstants(t *testing.T) {
	t.Parallel()
	topologies(t, func(t *testing.T, servers int) {
		r := newRig(t, servers, slowWorld())
		const n = 2000
		names := r.generation(n)
		resolution := r.resolution(names, r.dnsPersonaOf(40, lab.Slow))
		r.dispatcher(0)
		r.dispatcher(1 % servers)
		w := r.workers(0)
		random := rand.New(rand.NewPCG(2, uint64(servers)))
		pauses := 0
		var refused *domain.Error
		for range 100 {
			more := r.lab.Queries(lab.Slow) + random.Int64N(15)
			require.Eventually(t, func() bool { // the last names may be asked already
				return r.lab.Queries(lab.Slow) >= more || r.status(resolution).Ended()
			}, patience, 2*time.Millisecond)
			err := r.do(resolution, campaign.Pause{})
			if errors.As(err, &refused) {
				break // it was faster than we are
			}
			require.NoError(t, err)
			require.Equal(t, campaign.StatusPaused, r.status(resolution))
			require.NoError(t, r.do(resolution, campaign.Resume{}))
			pauses++
		}
		require.Greater(t, pauses, 20)
		require.Equal(t, campaign.AllDone, r.reason(resolution))
		events := r.lifecycle(resolution)
		require.Len(t, events, 3+2*pauses)
		for i, e := range events[2 : len(events)-1] {
			require.Equal(t, []string{"paused", "resumed"}[i%2], e)
		}
		require.Zero(t, w.failures.Load(), "a pause is no failure of a unit")
		r.auditChain(n, names, resolution, "")
	})
}

// What has no result when a campaign is cancelled never gets one, but a late
// result is a fact, for followers too.
func TestCancelIsForGood(t *testing.T) {
	t.Parallel()
	topologies(t, func(t *testing.T, servers int) {
		r := newRig(t, servers, slowWorld())
		const n = 2000
		names := r.generation(n)
		resolution := r.resolution(names, r.dnsPersonaOf(40, lab.Slow))
		check := r.check(resolution, r.httpPersona())
		r.dispatcher(0)
		w := r.workers(0)
		r.recorded(resolution, 2)
		require.NoError(t, r.do(resolution, campaign.Cancel{}))
		require.Equal(t, campaign.SourceCancelled, r.reason(check))
		r.awaitSilence(w, resolution)
		asked := r.asked()

		w.stop(t)
		r.workers(0)
		require.Equal(t, asked, r.asked())
		require.Equal(t, campaign.StatusCancelled, r.status(resolution))
		require.NotContains(t, r.lifecycle(resolution), "completed")
		before := r.resolved(resolution)
		require.NotEmpty(t, before)
		require.Less(t, len(before), n)

		name, err := r.lab.FindName(lab.Address, 1)
		require.NoError(t, err)
		late := campaign.NewNamesResolved([]campaign.DNSResult{{
			Ordinal: n, Name: name[0], Status: campaign.DNSResolved, CheckedAt: time.Now(),
			Records: &campaign.Records{A: r.lab.DNS(name[0]).A},
		}})
		_, err = r.agg.Store.AppendPart(r.ctx(), meta(), r.agg.Campaigns.Ref(resolution), eventstore.Part{Unit: "77"}, late, late.Counts())
		require.NoError(t, err)
		again := r.check(resolution, r.httpPersona())
		require.Equal(t, campaign.SourceCancelled, r.reason(again))
		var alive []string
		for name, result := range r.resolved(resolution) {
			if result.Status == campaign.DNSResolved {
				alive = append(alive, name)
			}
		}
		require.Contains(t, alive, name[0])
		require.NoError(t, audit(r.results(again), alive))
	})
}
