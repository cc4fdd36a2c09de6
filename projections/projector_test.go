package projections_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/eventstore"
	"domainflow/internal/embedded/natstest"
	"domainflow/projections"
)

func TestCheckpointPassesEventsNoModelHandles(t *testing.T) {
	t.Parallel()
	foreign := map[string][]domain.Event{"weather": {rained{}}}
	nc := natstest.Single(t)
	mine, err := eventstore.Open(t.Context(), nc, eventstore.Config{Registry: registry(t, nil)})
	require.NoError(t, err)
	theirs, err := eventstore.Open(t.Context(), nc, eventstore.Config{Registry: registry(t, foreign)})
	require.NoError(t, err)

	r := newRigOn(t, mine)
	p := r.start()
	last := appendTo(t, theirs, r.meta(), "weather", newID(), rained{})
	require.Equal(t, last, r.reach(p))
	require.Equal(t, last, p.Sequence())
}

// rained is an event that the program under test does not know.
type rained struct{}

func (rained) EventType() string { return "rained" }

// garbled is stored as campaign.created and has another shape.
type garbled struct {
	CampaignType []int `json:"campaignType"`
}

func (garbled) EventType() string { return "created" }

func TestUndecodableEventStopsTheProjectorBeforeIt(t *testing.T) {
	t.Parallel()
	nc := natstest.Single(t)
	sound, err := eventstore.Open(t.Context(), nc, eventstore.Config{Registry: registry(t, nil)})
	require.NoError(t, err)
	r := newRigOn(t, sound)
	broken, err := eventstore.Open(t.Context(), nc, eventstore.Config{
		Registry: registry(t, map[string][]domain.Event{campaign.Category: {garbled{}}}),
	})
	require.NoError(t, err)
	before := r.append(campaign.Category, newID(), generation("good"))
	appendTo(t, broken, r.meta(), campaign.Category, newID(), garbled{CampaignType: []int{1}})
	r.append(campaign.Category, newID(), generation("after"))

	p := r.open(r.config())
	r.run(p)
	health := r.stopped(p)
	require.ErrorIs(t, health.Err, projections.ErrUndecodable)
	require.Equal(t, before, health.Sequence)
	page, err := p.Queries().Campaigns(t.Context(), projections.CampaignFilter{})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)

	err = projections.Rebuild(t.Context(), r.config())
	require.ErrorIs(t, err, projections.ErrUndecodable)
	require.Equal(t, "read_1", r.active())
}

func TestReadModelsThatAreNotOfThisLogAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		damage string
		want   error
	}{
		"beyond the end": {"UPDATE read_1.checkpoint SET sequence = sequence + 1", projections.ErrAheadOfLog},
		"another event":  {"UPDATE read_1.checkpoint SET event_id = 'other'", projections.ErrAheadOfLog},
		"another log":    {"UPDATE read_1.checkpoint SET stream = 'other'", projections.ErrOtherLog},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			p := r.open(r.config())
			stop := r.run(p)
			r.append(campaign.Category, newID(), generation("one"))
			r.reach(p)
			require.ErrorIs(t, stop(), context.Canceled)
			_, err := r.pool.Exec(t.Context(), c.damage)
			require.NoError(t, err)

			again := r.open(r.config())
			health := again.Health()
			require.True(t, health.Stopped, "before anything can be appended")
			r.run(again)
			require.ErrorIs(t, health.Err, c.want)
			require.ErrorContains(t, health.Err, "domainflow rebuild")

			require.NoError(t, projections.Rebuild(t.Context(), r.config()))
			r.append(campaign.Category, newID(), generation("two"))
			r.reach(again)
		})
	}
}

func TestAwait(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.start()
	last := r.append(campaign.Category, newID(), generation("one"))
	r.reach(p)
	require.NoError(t, p.Await(t.Context(), last))

	short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	require.ErrorIs(t, p.Await(short, last+1), projections.ErrBehind)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, p.Await(gone, last+1), context.Canceled)

	waited := make(chan error)
	go func() { waited <- p.Await(t.Context(), last+1) }()
	r.append(campaign.Category, newID(), generation("two"))
	require.NoError(t, <-waited)
}

// commits notes what OnCommit says.
type commits struct {
	mu        sync.Mutex
	sequences []uint64
	campaigns map[string]int
}

func (c *commits) note(sequence uint64, campaigns []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sequences = append(c.sequences, sequence)
	if c.campaigns == nil {
		c.campaigns = map[string]int{}
	}
	for _, id := range campaigns {
		c.campaigns[id]++
	}
}

func TestTwoProjectorsAtOnceWriteOnceAndBothTell(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var told [2]commits
	var projectors [2]*projections.Projector
	var stop [2]func() error
	for i := range projectors {
		config := r.config()
		config.Pool, config.OnCommit = r.newPool(), told[i].note
		projectors[i] = r.open(config)
		stop[i] = r.run(projectors[i])
	}
	var runs []run3
	for range 5 {
		runs = append(runs, r.history())
	}
	var last uint64
	for _, p := range projectors {
		last = r.reach(p)
	}
	for i := range told {
		require.ErrorIs(t, stop[i](), context.Canceled)
		require.IsIncreasing(t, told[i].sequences)
		require.Equal(t, last, told[i].sequences[len(told[i].sequences)-1])
		for _, c := range runs {
			require.Positive(t, told[i].campaigns[c.generation])
			require.Positive(t, told[i].campaigns[c.dns])
			require.Positive(t, told[i].campaigns[c.http])
		}
	}
	live := r.dump("read_1")
	require.NoError(t, projections.Rebuild(t.Context(), r.config()))
	require.Equal(t, live, r.dump("read_2"))
}

func TestFollowersAreToldOfTheirSourcesResults(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var told commits
	config := r.config()
	config.OnCommit = told.note
	p := r.open(config)
	r.run(p)
	source, follower := newID(), newID()
	r.append(campaign.Category, source, generation("source"), startedWith(0, 10))
	r.append(campaign.Category, follower, dnsCampaign("follower", source))
	r.reach(p)
	told.mu.Lock()
	before := told.campaigns[follower]
	told.mu.Unlock()
	r.part(source, names(0, 10, false))
	r.reach(p)
	require.Eventually(t, func() bool {
		told.mu.Lock()
		defer told.mu.Unlock()
		return told.campaigns[follower] > before
	}, time.Minute, time.Millisecond)
}
