package processors

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/internal/lab"
)

func TestFollowers(t *testing.T) {
	t.Parallel()
	topologies(t, func(t *testing.T, servers int) {
		r := newRig(t, servers, slowWorld())
		clean, web := r.dnsPersona(lab.Clean), r.httpPersona()
		const n = 1200
		d := r.dispatcher(0)
		r.dispatcher(1 % servers)
		r.workers(0)
		done := r.generation(n)
		r.reason(done)

		// Started before its source, it waits; and so does its own follower.
		creation, start := later(r.generationOf(n))
		pending := r.create(creation)
		early := r.resolution(pending, clean)
		earlyCheck := r.check(early, web)
		r.marker()
		require.Equal(t, campaign.StatusRunning, r.status(early))
		require.NoError(t, r.do(pending, start))
		require.Equal(t, campaign.AllDone, r.reason(earlyCheck))
		r.auditChain(n, pending, early, earlyCheck)

		// Two follow a source that ended, one of them after the dispatcher forgot it
		// in a restart.
		first := r.resolution(done, clean)
		d.stop(t)
		r.dispatcher(2 % servers)
		r.marker()
		second := r.resolution(done, clean)
		for _, id := range []string{first, second} {
			require.Equal(t, campaign.AllDone, r.reason(id))
			r.auditChain(n, done, id, "")
		}

		// An empty source gives nothing to do.
		empty := r.generationOf(0)
		empty.Start.Range.From, empty.Start.Range.To = domain.BigOf(4), domain.BigOf(4)
		nothing := r.resolution(r.create(empty), clean)
		require.Equal(t, campaign.AllDone, r.reason(nothing))
		require.Empty(t, r.results(nothing))
		nowhere := r.check(nothing, web)
		require.Equal(t, campaign.AllDone, r.reason(nowhere))
		require.Empty(t, r.results(nowhere))

		r.completedOnce(done, pending, early, earlyCheck, first, second, nothing, nowhere)
	})
}

// A paused source is waited for, after what exists was followed.
func TestFollowerOfPausedSource(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1, slowWorld())
	const n = 2000
	names := r.generation(n)
	resolution := r.resolution(names, r.dnsPersonaOf(40, lab.Slow))
	check := r.check(resolution, r.httpPersona())
	r.dispatcher(0)
	w := r.workers(0)
	r.recorded(resolution, 2)
	require.NoError(t, r.do(resolution, campaign.Pause{}))
	r.marker()
	r.awaitSilence(w, resolution)
	alive := 0
	for _, result := range r.resolved(resolution) {
		if result.Status == campaign.DNSResolved {
			alive++
		}
	}
	require.NotZero(t, alive)
	require.Eventually(t, func() bool { return len(r.checked(check)) == alive }, patience, 20*time.Millisecond)
	r.marker()
	require.Equal(t, campaign.StatusRunning, r.status(check))
	require.NoError(t, r.do(resolution, campaign.Resume{}))
	require.Equal(t, campaign.AllDone, r.reason(check))
	r.auditChain(n, names, resolution, check)
}

// A small campaign that comes late is done long before a large one.
func TestLargeCampaignDoesNotStarveASmallOne(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1, slowWorld())
	slow := r.dnsPersonaOf(200, lab.Slow)
	large := r.resolution(r.generation(50_000), slow)
	r.dispatcher(0)
	r.workers(0)
	r.awaitQuestions(400)
	small := r.resolution(r.generation(10), slow)
	require.Equal(t, campaign.AllDone, r.reason(small))
	require.Equal(t, campaign.StatusRunning, r.status(large))
	require.NoError(t, r.do(large, campaign.Cancel{}))
}
