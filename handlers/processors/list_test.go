package processors

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/eventstore"
	"domainflow/internal/lab"
)

// list is a list that a test reads itself.
type list struct {
	r     *rig
	id    string
	units int
	names []string
}

func (r *rig) list() *list {
	return &list{r: r, id: r.create(campaign.Create{
		Name: "list", OwnerID: uuid.Nil.String(), Params: campaign.Params{List: &campaign.ListParams{Format: campaign.ListText}},
		Start: &campaign.Start{},
	})}
}

// record records the next names, or a sign of life without any.
func (l *list) record(names ...string) {
	l.r.t.Helper()
	e := campaign.NamesGenerated{FirstOrdinal: int64(len(l.names)), Names: append([]string{}, names...)}
	part := eventstore.Part{Unit: strconv.Itoa(l.units), Last: true}
	_, err := l.r.agg.Store.AppendPart(l.r.ctx(), meta(), l.r.agg.Campaigns.Ref(l.id), part, e, e.Counts())
	require.NoError(l.r.t, err)
	l.units++
	l.names = append(l.names, names...)
}

func (l *list) complete() {
	l.r.t.Helper()
	require.NoError(l.r.t, l.r.do(l.id, campaign.Complete{
		Reason: campaign.AllDone, Units: l.units, Counts: domain.Counts{campaign.NameGenerated: int64(len(l.names))},
	}))
}

func TestFollowersOfLists(t *testing.T) {
	t.Parallel()
	topologies(t, func(t *testing.T, servers int) {
		r := newRig(t, servers, lab.Config{Seed: 21})
		r.dispatcher(0)
		r.workers(0)
		names := r.names(1200)

		whole, broken := r.list(), r.list()
		early := r.resolution(whole.id, r.dnsPersona(lab.Clean))
		left := r.resolution(broken.id, r.dnsPersona(lab.Clean))
		whole.record(names[:1000]...)
		broken.record(names[:7]...)
		r.recorded(early, 1)
		whole.record()
		whole.record(names[1000:]...)
		whole.complete()
		require.Equal(t, campaign.AllDone, r.reason(early))
		require.NoError(t, audit(r.results(early), names))

		// Nobody reads the other one any more: it fails, and who follows it ends
		// with what there is.
		require.Equal(t, campaign.SourceFailed, r.reason(left))
		require.NoError(t, audit(r.results(left), names[:7]))
		failed, err := r.agg.Campaigns.Load(t.Context(), broken.id)
		require.NoError(t, err)
		require.Equal(t, campaign.StatusFailed, failed.State.Status)
		require.Equal(t, campaign.CodeUploadIncomplete, failed.State.ErrorCode)
		late := r.resolution(broken.id, r.dnsPersona(lab.Clean))
		require.Equal(t, campaign.SourceFailed, r.reason(late))
		require.NoError(t, audit(r.results(late), names[:7]))
		r.completedOnce(early, left, late)
	})
}

// A list of which there are signs of life does not fail, a paused one neither.
func TestOnlySilentListsFail(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1, lab.Config{Seed: 22})
	alive, paused, silent := r.list(), r.list(), r.list()
	require.NoError(t, r.do(paused.id, campaign.Pause{}))
	r.dispatcher(0)
	require.Eventually(t, func() bool {
		alive.record()
		return r.status(silent.id) != campaign.StatusRunning
	}, patience, 500*time.Millisecond)
	require.Equal(t, campaign.StatusFailed, r.status(silent.id))
	require.Equal(t, campaign.StatusPaused, r.status(paused.id))
	alive.record()
	alive.complete()
}

func TestFollowersOfDeletedSources(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1, slowWorld())
	const n = 2000
	creation, _ := later(r.generationOf(n))
	never, done := r.create(creation), r.generation(n)
	waits := r.resolution(never, r.dnsPersona(lab.Clean))
	d := r.dispatcher(0)
	r.workers(0)
	r.reason(done)
	works := r.resolution(done, r.dnsPersonaOf(40, lab.Slow))
	r.recorded(works, 2)
	require.NoError(t, r.do(never, campaign.Delete{}))
	require.NoError(t, r.do(done, campaign.Delete{}))
	require.Equal(t, campaign.SourceCancelled, r.reason(waits))
	require.Empty(t, r.results(waits))

	// What is recorded of a deleted campaign is no item of anybody.
	late := campaign.NamesGenerated{FirstOrdinal: n, Names: []string{"late.example"}}
	_, err := r.agg.Store.AppendPart(t.Context(), meta(), r.agg.Campaigns.Ref(done), eventstore.Part{Unit: "2000", Last: true}, late, late.Counts())
	require.NoError(t, err)
	d.stop(t)
	r.dispatcher(0)
	require.Equal(t, campaign.AllDone, r.reason(works))
	r.auditChain(0, never, "", "")
	require.NoError(t, audit(r.results(works), r.names(n)))
	r.completedOnce(waits, works)
}

func TestEventsNameTheirCause(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1, lab.Config{Seed: 23})
	names := r.generation(1500)
	resolution := r.resolution(names, r.dnsPersona(lab.Clean))
	check := r.check(resolution, r.httpPersona())
	r.dispatcher(0)
	r.workers(0)
	r.reason(check)
	causes := map[string]string{
		campaign.NamesGenerated{}.EventType(): campaign.Started{}.EventType(),
		campaign.NamesResolved{}.EventType():  campaign.NamesGenerated{}.EventType(),
		campaign.PagesChecked{}.EventType():   campaign.NamesResolved{}.EventType(),
	}
	byID := map[string]eventstore.Recorded{}
	for _, id := range []string{names, resolution, check} {
		byID[r.await(id, "started").ID] = r.await(id, "started")
		for _, e := range r.results(id) {
			byID[e.ID] = e
		}
		completed := r.await(id, "completed")
		byID[completed.ID] = completed
	}
	for _, e := range byID {
		if e.Type == "started" {
			continue
		}
		cause, ok := byID[e.CausationID]
		require.True(t, ok, "%s has the cause %q", e.Subject(), e.CausationID)
		require.Less(t, cause.Sequence, e.Sequence)
		if want, result := causes[e.Type]; result {
			require.Equal(t, want, cause.Type, e.Subject())
		}
	}
}
