package processors

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/internal/lab"
)

// slowWorld is a lab whose names take long enough for trouble to meet them.
func slowWorld() lab.Config {
	return lab.Config{Seed: 3, Exists: 0.1, Names: map[lab.NameKind]float64{}, SlowDelay: 30 * time.Millisecond,
		Sites: map[lab.SiteKind]float64{lab.Keyword: 0.2, lab.NotFound: 0.2}}
}

// recorded waits until there are n result messages of a campaign, or it has
// ended.
func (r *rig) recorded(id string, n int) {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		loaded, err := r.agg.Campaigns.Load(r.t.Context(), id)
		return err == nil && (loaded.State.Status.Ended() || len(r.results(id)) >= n)
	}, patience, 20*time.Millisecond)
}

// Two dispatchers, and three processes of workers that are killed, or stall
// for longer than their leases last, one after the other.
func TestKillsAndStallsLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	topologies(t, func(t *testing.T, servers int) {
		r := newRig(t, servers, slowWorld())
		const n = 2000
		names := r.generation(n)
		resolution := r.resolution(names, r.dnsPersonaOf(50, lab.Slow))
		check := r.check(resolution, r.httpPersona())
		r.dispatcher(0)
		r.dispatcher(1 % servers)
		random := rand.New(rand.NewPCG(1, uint64(servers)))
		workers := []*process{r.workers(0), r.workers(1 % servers), r.workers(2 % servers)}
		for round := range 6 {
			r.recorded(resolution, 3*(round+1))
			i := random.IntN(len(workers))
			if round%3 == 2 {
				goOn := workers[i].line.stall()
				r.recorded(resolution, 3*(round+1)+2)
				defer time.AfterFunc(hasty.ackWait+time.Duration(random.Int64N(int64(hasty.ackWait))), goOn).Stop()
				defer goOn()
				continue
			}
			workers[i].kill()
			workers[i] = r.workers(random.IntN(servers))
		}
		require.Equal(t, campaign.AllDone, r.reason(check))
		r.auditChain(n, names, resolution, check)
		r.completedOnce(names, resolution, check)
	})
}

// completedOnce says that the log holds one end of each campaign.
func (r *rig) completedOnce(campaigns ...string) {
	r.t.Helper()
	for _, id := range campaigns {
		require.Equal(r.t, 1, r.count(id, campaign.Completed{}.EventType()), "campaign %s", id)
	}
}

// count counts the lifecycle events of a type.
func (r *rig) count(id, eventType string) int {
	n := 0
	for _, e := range r.lifecycle(id) {
		if e == eventType {
			n++
		}
	}
	return n
}

func (r *rig) lifecycle(id string) []string {
	events, err := r.agg.Store.Load(r.ctx(), r.agg.Campaigns.Ref(id), 0)
	require.NoError(r.t, err)
	var types []string
	for _, e := range events {
		types = append(types, e.Type)
	}
	return types
}

// The queue is rebuilt from the log when it is lost, by whomever, and filled
// again at once: long before its units would be overdue.
func TestLostQueueIsFilledAgain(t *testing.T) {
	t.Parallel()
	topologies(t, func(t *testing.T, servers int) {
		r := newRig(t, servers, slowWorld())
		const n = 2000
		names := r.generation(n)
		resolution := r.resolution(names, r.dnsPersonaOf(50, lab.Slow))
		sure := hasty
		sure.outAgain = 2 * patience
		r.dispatcherOf(0, sure)
		r.workers(0)
		js, err := jetstream.New(r.servers.Conns[0])
		require.NoError(t, err)
		for parts := range 2 {
			r.recorded(resolution, 2*parts+1)
			require.Eventually(t, func() bool {
				return js.DeleteStream(t.Context(), workStream) == nil
			}, patience, 20*time.Millisecond)
		}
		require.Equal(t, campaign.AllDone, r.reason(resolution))
		r.auditChain(n, names, resolution, "")
	})
}

// A server that restarts forgets what is in memory and cuts all connections.
// That is no failure of any unit.
func TestServerRestart(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1, slowWorld())
	const n = 2000
	names := r.generation(n)
	resolution := r.resolution(names, r.dnsPersonaOf(50, lab.Slow))
	check := r.check(resolution, r.httpPersona())
	r.dispatcher(0)
	w := r.workers(0)
	for parts := range 2 {
		r.recorded(resolution, 3*parts+1)
		r.servers.Restart(0)
	}
	require.Equal(t, campaign.AllDone, r.reason(check))
	r.auditChain(n, names, resolution, check)
	require.Zero(t, w.failures.Load(), "an outage is no failure of a unit")
}

// A cluster loses its leaders, then a server, which comes back.
func TestClusterLosesLeadersAndAServer(t *testing.T) {
	t.Parallel()
	r := newRig(t, 3, slowWorld())
	const n = 2000
	names := r.generation(n)
	resolution := r.resolution(names, r.dnsPersonaOf(50, lab.Slow))
	check := r.check(resolution, r.httpPersona())
	r.dispatcher(0)
	r.dispatcher(1)
	all := []*process{r.workers(0), r.workers(1), r.workers(2)}
	r.recorded(resolution, 1)
	r.servers.StepDown(workStream)
	r.servers.StepDown("EVENTS")
	r.recorded(resolution, 4)
	lost := r.servers.StreamLeader("EVENTS")
	r.servers.Kill(lost)
	if lost == 0 {
		r.agg = r.patient(1)
	}
	r.recorded(resolution, 7)
	r.servers.Restart(lost)
	require.Equal(t, campaign.AllDone, r.reason(check))
	r.auditChain(n, names, resolution, check)
	r.completedOnce(names, resolution, check)
	for _, w := range all {
		require.Zero(t, w.failures.Load(), "an outage is no failure of a unit")
	}
}

// Every process gets units of one campaign: who was first does not take all.
func TestProcessesShareTheUnitsOfACampaign(t *testing.T) {
	t.Parallel()
	topologies(t, func(t *testing.T, servers int) {
		r := newRig(t, servers, slowWorld())
		const n = 8000
		first, second := r.workers(0), r.workers(1%servers)
		r.inLine(Resolve, 2)
		r.dispatcher(0)
		names := r.generation(n)
		resolution := r.resolution(names, r.dnsPersonaOf(50, lab.Slow))
		require.Eventually(t, func() bool { return first.atWork(resolution) > 1 && second.atWork(resolution) > 1 }, patience, time.Millisecond)
		require.Equal(t, campaign.AllDone, r.reason(resolution))
		r.auditChain(n, names, resolution, "")
	})
}

// inLine waits until so many processes ask for units of a step. It asks again
// soon: a cluster leaves questions unanswered while it elects a leader.
func (r *rig) inLine(step Step, processes int) {
	r.t.Helper()
	js, err := jetstream.New(r.servers.Conns[0])
	require.NoError(r.t, err)
	require.Eventually(r.t, func() bool {
		ctx, cancel := context.WithTimeout(r.ctx(), time.Second)
		defer cancel()
		queue, err := js.Consumer(ctx, workStream, string(step))
		return err == nil && queue.CachedInfo().NumWaiting == processes
	}, patience, 20*time.Millisecond)
}

// atWork is how many units of a campaign a process works on.
func (p *process) atWork(id string) int {
	plans := p.workers.plans
	plans.mu.Lock()
	defer plans.mu.Unlock()
	if plan := plans.known[id]; plan != nil {
		return plan.users
	}
	return 0
}
