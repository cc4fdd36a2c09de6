package eventstore_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"domainflow/eventstore"
)

const (
	racers = 8
	rounds = 12
)

func TestRacingWritersHaveOneWinnerARound(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		race(t, r, []string{newID()}, 1)
		requireExpectationsHeld(t, r)
	})
}

func TestRacingBatchesHaveOneWinnerARound(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		race(t, r, []string{newID(), newID()}, 2)
		requireExpectationsHeld(t, r)
	})
}

// race lets racers decide on the same states, each with a store of its own server, and append at once.
func race(t *testing.T, r rig, ids []string, times int) {
	t.Helper()
	for range rounds {
		var mu sync.Mutex
		var winners []eventstore.Outcome
		start, g := make(chan struct{}), errgroup.Group{}
		for n := range racers {
			changes := decideAll(t, r.store(n), ids, command{Raise: strconv.Itoa(n), Times: times})
			g.Go(func() error {
				<-start
				out, err := r.store(n).Append(t.Context(), meta(), changes...)
				if errors.Is(err, eventstore.ErrConflict) {
					return nil
				}
				mu.Lock()
				defer mu.Unlock()
				winners = append(winners, out)
				return err
			})
		}
		close(start)
		require.NoError(t, g.Wait())
		require.Len(t, winners, 1)
		require.True(t, winners[0].Changed)
	}
}

func decideAll(t *testing.T, s *eventstore.Store, ids []string, cmd command) []eventstore.Change {
	t.Helper()
	var changes []eventstore.Change
	for _, id := range ids {
		l, err := newCounters(s).Load(t.Context(), id)
		require.NoError(t, err)
		change, _, err := l.Decide(cmd)
		require.NoError(t, err)
		changes = append(changes, change)
	}
	return changes
}

// requireExpectationsHeld replays the log and holds every expectation that was accepted against what stood before it.
func requireExpectationsHeld(t *testing.T, r rig) {
	t.Helper()
	lasts, parts := map[string]uint64{}, map[string]bool{} // by aggregate; by exact subject
	for _, m := range rawLog(t, r) {
		meta, err := m.Metadata()
		require.NoError(t, err)
		expected, err := strconv.ParseUint(m.Headers().Get(jetstream.ExpectedLastSubjSeqHeader), 10, 64)
		aggregate := m.Subject()[:strings.LastIndex(m.Subject(), ".")] + ".*"
		switch filter := m.Headers().Get(jetstream.ExpectedLastSubjSeqSubjHeader); {
		case strings.Count(m.Subject(), ".") > 3:
			require.NoError(t, err)
			require.Zero(t, expected)
			require.False(t, parts[m.Subject()], "two of %s", m.Subject())
			parts[m.Subject()] = true
			continue
		case filter != "":
			require.NoError(t, err)
			require.Equal(t, aggregate, filter)
			require.Equal(t, expected, lasts[aggregate], "event %d", meta.Sequence.Stream)
		default:
			require.NotEqual(t, "1", m.Headers().Get("Nats-Batch-Sequence"), "event %d is not guarded", meta.Sequence.Stream)
		}
		lasts[aggregate] = meta.Sequence.Stream
	}
}

func rawLog(t *testing.T, r rig) []jetstream.Msg {
	t.Helper()
	last, _, err := r.store(0).Last(t.Context())
	require.NoError(t, err)
	js, err := jetstream.New(r.Conns[0])
	require.NoError(t, err)
	consumer, err := js.OrderedConsumer(t.Context(), "EVENTS", jetstream.OrderedConsumerConfig{})
	require.NoError(t, err)
	messages, err := consumer.Messages(jetstream.PullHeartbeat(500 * 1e6))
	require.NoError(t, err)
	defer messages.Stop()
	var log []jetstream.Msg
	for uint64(len(log)) < last {
		ctx, cancel := context.WithTimeout(t.Context(), patient)
		m, err := messages.Next(jetstream.NextContext(ctx))
		cancel()
		require.NoError(t, err)
		log = append(log, m)
	}
	return log
}

func TestManyWritersOnOneAggregateAllFinish(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		for name, stores := range map[string]int{"one store": 1, "two stores": 2} {
			id, g := newID(), errgroup.Group{}
			for n := range 20 {
				g.Go(func() error {
					_, out, err := newCounters(r.store(n%stores)).Do(t.Context(), meta(), id, command{Raise: strconv.Itoa(n)})
					if err == nil && !out.Changed {
						err = fmt.Errorf("writer %d changed nothing", n)
					}
					return err
				})
			}
			require.NoError(t, g.Wait(), name)
			l, err := newCounters(r.store(0)).Load(t.Context(), id)
			require.NoError(t, err)
			require.Equal(t, 20, l.State.Raises, name)
		}
		requireExpectationsHeld(t, r)
	})
}

func TestManyBatchesOverTwoAggregatesAllFinish(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		hot, g := newID(), errgroup.Group{}
		for n := range 12 {
			g.Go(func() error {
				s, own := r.store(n%2), newID()
				_, err := s.Execute(t.Context(), meta(), []eventstore.Ref{ref(own), ref(hot)}, func(ctx context.Context) ([]eventstore.Change, error) {
					return decideOn(ctx, s, []string{own, hot}, command{Raise: strconv.Itoa(n)})
				})
				return err
			})
		}
		require.NoError(t, g.Wait())
		l, err := newCounters(r.store(0)).Load(t.Context(), hot)
		require.NoError(t, err)
		require.Equal(t, 12, l.State.Raises)
		require.Len(t, readAll(t, r.store(0)), 24)
		requireExpectationsHeld(t, r)
	})
}

func decideOn(ctx context.Context, s *eventstore.Store, ids []string, cmd command) ([]eventstore.Change, error) {
	var changes []eventstore.Change
	for _, id := range ids {
		l, err := newCounters(s).Load(ctx, id)
		if err != nil {
			return nil, err
		}
		change, _, err := l.Decide(cmd)
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	return changes, nil
}

// With no lock and hardly any patience somebody has to give up, and says so.
func TestContentionIsSaid(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		s, err := eventstore.Open(t.Context(), r.Conns[0], eventstore.Config{Registry: registry(t), Patience: 1})
		require.NoError(t, err)
		all, id := newCounters(s), newID()
		_, err = s.Execute(t.Context(), meta(), nil, func(ctx context.Context) ([]eventstore.Change, error) {
			changes, err := decideOn(ctx, s, []string{id}, command{Raise: "slow"})
			require.NoError(t, err)
			_, _, err = newCounters(r.store(1)).Do(t.Context(), meta(), id, command{Raise: "fast"})
			require.NoError(t, err)
			return changes, nil
		})
		require.ErrorIs(t, err, eventstore.ErrContention)
		l, err := all.Load(t.Context(), id)
		require.NoError(t, err)
		require.NotContains(t, l.State.By, "slow")
	})
}

func TestWaitingForALockEnds(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		s, err := eventstore.Open(t.Context(), r.Conns[0], eventstore.Config{Registry: registry(t), Patience: tick})
		require.NoError(t, err)
		locks := []eventstore.Ref{ref(newID())}
		_, err = s.Execute(t.Context(), meta(), locks, func(ctx context.Context) ([]eventstore.Change, error) {
			_, err := s.Execute(ctx, meta(), locks, nil)
			return nil, err
		})
		require.ErrorIs(t, err, eventstore.ErrContention)
	})
}

func TestLostRaceIsNeverSeenOutside(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		seen := make(chan *nats.Msg, 4096)
		sub, err := r.Conns[len(r.Conns)-1].ChanSubscribe("domainflow.>", seen)
		require.NoError(t, err)
		defer func() { require.NoError(t, sub.Unsubscribe()) }()
		probe := newCounters(r.store(0))
		require.Eventually(t, func() bool { // interest takes a moment to reach the other servers
			_, _, err := probe.Do(t.Context(), meta(), newID(), command{Raise: "probe"})
			return err == nil && len(seen) > 0
		}, patient, tick)

		race(t, r, []string{newID()}, 1)
		_, _, err = probe.Do(t.Context(), meta(), newID(), command{Close: true})
		require.NoError(t, err)

		var got []string
		for m := range seen {
			got = append(got, m.Header.Get("Nats-Sequence")+" "+m.Header.Get("ce-id"))
			if strings.HasSuffix(m.Subject, ".closed") {
				break
			}
		}
		var want []string
		for _, e := range readAll(t, r.store(0)) {
			want = append(want, fmt.Sprint(e.Sequence)+" "+e.ID)
		}
		require.Greater(t, len(got), rounds)
		require.Equal(t, want[len(want)-len(got):], got)
	})
}
