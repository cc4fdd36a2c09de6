package projections_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/pipeline"
	"domainflow/eventstore"
	"domainflow/internal/embedded/natstest"
	"domainflow/projections"
)

// logged reads the log itself.
func (r *rig) logged() []eventstore.Recorded {
	r.t.Helper()
	last, _, err := r.log.Last(r.t.Context())
	require.NoError(r.t, err)
	var all []eventstore.Recorded
	require.NoError(r.t, r.log.Follow(r.t.Context(), 0, eventstore.Filter{UpTo: last}, func(e eventstore.Recorded) error {
		all = append(all, e)
		return nil
	}))
	return all
}

func TestEventsAreTheLog(t *testing.T) {
	t.Parallel()
	log, err := eventstore.Open(t.Context(), natstest.Single(t), eventstore.Config{
		Registry: registry(t, map[string][]domain.Event{"odd": {oddity{}}}),
	})
	require.NoError(t, err)
	r := newRigOn(t, log)
	p, c := r.start(), r.history()
	pipelineID := newID()
	r.append(pipeline.Category, pipelineID, pipeline.Created{Name: "p", Mode: pipeline.FullSequence, Steps: []string{c.generation, c.http}})
	m := eventstore.Meta{
		CommandID: uuid.New(), Actor: eventstore.Actor{ID: "somebody", Kind: "user"}, Time: r.clock, CorrelationID: "request 1",
		CausationID: "cause",
	}
	appendTo(t, r.log, m, "odd", "one", oddity{})
	r.reach(p)
	recorded := r.logged()
	everything := func(f projections.EventFilter) []projections.Event {
		return walk(t, 7, func() {}, func(paging projections.Paging) (projections.Page[projections.Event], error) {
			f.Paging = paging
			return p.Queries().Events(t.Context(), f)
		})
	}
	events := everything(projections.EventFilter{})
	require.Len(t, events, len(recorded))
	for i, e := range events {
		want := recorded[i]
		require.Equal(t, projections.Event{
			Sequence: want.Sequence, ID: want.ID, Type: want.Name(), Category: want.Ref.Category, AggregateID: want.Ref.ID,
			Time: e.Time, Actor: projections.Actor{ID: want.Actor.ID, Kind: want.Actor.Kind}, CommandID: want.CommandID.String(),
			CorrelationID: want.CorrelationID, CausationID: want.CausationID, IsResult: want.Part != nil,
		}, e)
		require.Equal(t, want.StoredAt.Truncate(time.Millisecond), e.Time.Std().Truncate(time.Millisecond))
	}
	backwards := everything(projections.EventFilter{Descending: true})
	slices.Reverse(backwards)
	require.Equal(t, events, backwards)

	some := recorded[len(recorded)/2]
	for name, c := range map[string]struct {
		filter projections.EventFilter
		fits   func(eventstore.Recorded) bool
	}{
		"id":          {projections.EventFilter{ID: some.ID}, func(e eventstore.Recorded) bool { return e.ID == some.ID }},
		"campaign":    {projections.EventFilter{CampaignID: c.dns}, func(e eventstore.Recorded) bool { return e.Ref.ID == c.dns }},
		"category":    {projections.EventFilter{Category: "persona"}, func(e eventstore.Recorded) bool { return e.Ref.Category == "persona" }},
		"aggregate":   {projections.EventFilter{AggregateID: "hash"}, func(e eventstore.Recorded) bool { return e.Ref.ID == "hash" }},
		"command":     {projections.EventFilter{CommandID: some.CommandID.String()}, func(e eventstore.Recorded) bool { return e.CommandID == some.CommandID }},
		"actor":       {projections.EventFilter{ActorID: "somebody"}, func(e eventstore.Recorded) bool { return e.Actor.ID == "somebody" }},
		"correlation": {projections.EventFilter{CorrelationID: "request 1"}, func(e eventstore.Recorded) bool { return e.CorrelationID == "request 1" }},
		"causation":   {projections.EventFilter{CausationID: "cause"}, func(e eventstore.Recorded) bool { return e.CausationID == "cause" }},
		"types": {projections.EventFilter{Types: []string{"campaign.started", "persona.created"}}, func(e eventstore.Recorded) bool {
			return e.Name() == "campaign.started" || e.Name() == "persona.created"
		}},
		"no type": {projections.EventFilter{Types: []string{"started"}}, func(eventstore.Recorded) bool { return false }},
		"pipeline": {projections.EventFilter{PipelineID: pipelineID}, func(e eventstore.Recorded) bool {
			return e.Ref.ID == pipelineID || e.Ref.ID == c.generation || e.Ref.ID == c.http
		}},
		"after and before": {projections.EventFilter{After: 3, Before: 9}, func(e eventstore.Recorded) bool { return e.Sequence > 3 && e.Sequence < 9 }},
		"from":             {projections.EventFilter{From: some.StoredAt}, func(e eventstore.Recorded) bool { return micro(e).Compare(micro(some)) >= 0 }},
		"to":               {projections.EventFilter{To: some.StoredAt}, func(e eventstore.Recorded) bool { return micro(e).Before(micro(some)) }},
	} {
		var want []uint64
		for _, e := range recorded {
			if c.fits(e) {
				want = append(want, e.Sequence)
			}
		}
		var got []uint64
		for _, e := range everything(c.filter) {
			got = append(got, e.Sequence)
		}
		require.Equal(t, want, got, name)
		require.True(t, len(want) > 0 || strings.HasPrefix(name, "no"), name)
	}
	one, sequence, err := p.Queries().Event(t.Context(), 5)
	require.NoError(t, err)
	require.Equal(t, events[4], one)
	require.Equal(t, recorded[len(recorded)-1].Sequence, sequence)
	_, _, err = p.Queries().Event(t.Context(), sequence+1)
	require.ErrorIs(t, err, projections.ErrNotFound)
}

// micro is what Postgres keeps of a time.
func micro(e eventstore.Recorded) time.Time { return e.StoredAt.Truncate(time.Microsecond) }

// oddity is an event that no read model knows.
type oddity struct{}

func (oddity) EventType() string { return "seen" }

var _ domain.Event = oddity{}

// A campaign as of a sequence is what was shown when the read models were
// there, in histories of any order.
func TestAsOfIsWhatWasShownThen(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	shown := map[uint64]map[string]projections.Campaign{}
	var p *projections.Projector
	config := r.config()
	var wrong error
	config.OnCommit = func(sequence uint64, ids []string) {
		all, at, err := p.Queries().CampaignsByID(t.Context(), ids)
		if err != nil {
			wrong = err
		}
		if shown[at] == nil {
			shown[at] = map[string]projections.Campaign{}
		}
		for _, c := range all {
			shown[at][c.ID] = c
		}
	}
	p = r.open(config)
	stop := r.run(p)
	rapid.Check(t, func(rt *rapid.T) { r.randomHistory(rt) })
	r.reach(p)
	require.ErrorContains(t, stop(), "canceled")
	require.NoError(t, wrong)
	compared := 0
	for sequence, campaigns := range shown {
		for id, want := range campaigns {
			got, err := projections.CampaignAsOf(t.Context(), r.log, id, sequence)
			require.NoError(t, err)
			want.AvgProcessingRate, want.EstimatedCompletionAt = nil, nil
			require.Equal(t, want, got, "campaign %s as of %d", id, sequence)
			compared++
		}
	}
	require.Greater(t, compared, 50)
	_, err := projections.CampaignAsOf(t.Context(), r.log, newID(), 1)
	require.ErrorIs(t, err, projections.ErrNotFound)
	_, err = projections.CampaignAsOf(t.Context(), r.log, newID(), 0)
	require.ErrorIs(t, err, projections.ErrNotFound)
}

func TestAsOfKnowsWhatIsDeletedSince(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := newID()
	created := r.append(campaign.Category, id, generation("g"))
	started := r.append(campaign.Category, id, startedWith(0, 20))
	r.part(id, names(0, 20, true))
	completed := r.append(campaign.Category, id, campaign.Completed{CompletionReason: campaign.AllDone})
	deleted := r.append(campaign.Category, id, campaign.Deleted{})
	at := func(sequence uint64) (projections.Campaign, error) {
		return projections.CampaignAsOf(t.Context(), r.log, id, sequence)
	}
	for sequence, want := range map[uint64]campaign.Status{
		created: campaign.StatusPending, started: campaign.StatusRunning, completed: campaign.StatusCompleted,
	} {
		c, err := at(sequence)
		require.NoError(t, err)
		require.Equal(t, want, c.Status)
	}
	for _, sequence := range []uint64{created - 1, deleted} {
		_, err := at(sequence)
		require.ErrorIs(t, err, projections.ErrNotFound)
	}
}
