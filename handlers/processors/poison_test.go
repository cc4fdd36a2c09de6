package processors

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/persona"
	"domainflow/eventstore"
	"domainflow/internal/lab"
)

// Work that fails every time before anything is asked: by an error, since
// these workers cannot read personas, and by a panic, since what the
// resolution is to ask with is a persona of another type.
func TestPoisonedUnitsAreRecordedAsFailed(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1, lab.Config{})
	const n = 1500
	names := r.generation(n)
	good, wrong := r.dnsPersona(lab.Clean), r.httpPersona()
	r.dispatcher(0)
	unable := r.newWorkers(r.line(0).nc)
	unable.plans.Personas = eventstore.NewAggregate(r.illiterate(), persona.Category, persona.Decider)
	blind := r.run(r.line(0), unable.Run)
	failing := r.resolution(names, good)
	require.Equal(t, campaign.AllDone, r.reason(failing))
	r.allFailed(failing, n)
	blind.stop(t)

	w := r.workers(0)
	panicking := r.resolution(names, wrong)
	require.Equal(t, campaign.AllDone, r.reason(panicking))
	r.allFailed(panicking, n)
	require.Eventually(t, func() bool {
		w.workers.failures.mu.Lock()
		defer w.workers.failures.mu.Unlock()
		return len(w.workers.failures.of) == 0
	}, patience, time.Millisecond, "what ended is forgotten")

	r.auditChain(n, names, r.finished(r.resolution(names, good)), "")
}

func (r *rig) finished(id string) string {
	require.Equal(r.t, campaign.AllDone, r.reason(id))
	return id
}

func (r *rig) allFailed(id string, n int64) {
	r.t.Helper()
	require.NoError(r.t, audit(r.results(id), r.names(n)))
	for name, result := range r.resolved(id) {
		require.Equal(r.t, campaign.DNSError, result.Status, name)
		require.Equal(r.t, campaign.CodeUnitFailed, result.ErrorCode, name)
	}
}

// illiterate is a store that knows no event but campaigns'.
func (r *rig) illiterate() *eventstore.Store {
	registry, err := eventstore.NewRegistry(map[string][]domain.Event{campaign.Category: campaign.Events})
	require.NoError(r.t, err)
	store, err := eventstore.Open(r.ctx(), r.line(0).nc, eventstore.Config{Registry: registry})
	require.NoError(r.t, err)
	return store
}

var errBroken = errors.New("broken")

// Of a unit that gets on, however slowly, no name is given up; of one that
// does not, only those that have no result.
func TestOnlyFailuresWithoutANewPartCount(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1, lab.Config{})
	w := r.newWorkers(r.line(0).nc)
	items := []generatedName{{0, "a"}, {1, "b"}, {2, "c"}, {3, "d"}, {4, "e"}, {5, "f"}, {6, "g"}, {7, "h"}}
	for stuckAt, attempts := range map[int]int{0: maxFailures + 1, 4: 4 + maxFailures, len(items): len(items)} {
		id, u := uuid.NewString(), unit{step: Resolve}
		u.campaign = id
		left := stuckAt
		oneAtATime := task[generatedName, campaign.DNSResult]{
			work: func(_ context.Context, todo []generatedName, done func(campaign.DNSResult)) error {
				if left == 0 {
					return errBroken
				}
				left--
				done(campaign.DNSResult{Ordinal: todo[0].ordinal, Name: todo[0].name, Status: campaign.DNSResolved})
				if len(todo) == 1 {
					return nil
				}
				return errBroken
			},
			failed: failedName,
		}
		n := 1
		for ; ; n++ {
			err := runUnit(r.ctx(), w, u, w.recordingOf(r, id), items, oneAtATime)
			if err == nil {
				break
			}
			require.ErrorIs(t, err, errBroken)
			w.failures.add(u)
		}
		require.Equal(t, attempts, n)
		require.NoError(t, audit(r.results(id), []string{"a", "b", "c", "d", "e", "f", "g", "h"}))
		failed := 0
		for _, result := range r.resolved(id) {
			if result.ErrorCode == campaign.CodeUnitFailed {
				failed++
			}
		}
		require.Equal(t, len(items)-stuckAt, failed)
	}
}

func (w *Workers) recordingOf(r *rig, id string) *recording[campaign.DNSResult] {
	return &recording[campaign.DNSResult]{
		store: w.store, limit: w.limit, format: resolvedFormat, ref: r.agg.Campaigns.Ref(id), unit: "0", flushAfter: time.Hour,
	}
}

func TestWhatIsNoFailureOfAUnit(t *testing.T) {
	t.Parallel()
	for _, err := range []error{eventstore.ErrUnavailable, eventstore.ErrStorageFull, eventstore.ErrContention} {
		require.True(t, isTransient(errors.Join(errBroken, err)))
	}
	require.False(t, isTransient(errBroken))
	require.False(t, isTransient(eventstore.ErrMalformed))
}
