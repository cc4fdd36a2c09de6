package eventstore_test

import (
	"context"
	"errors"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/eventstore"
)

// fill stores n events, alternating between lifecycle events of two aggregates and results.
func fill(t *testing.T, s *eventstore.Store, n int) (a, b string) {
	t.Helper()
	a, b = newID(), newID()
	all := newCounters(s)
	for i := range n {
		var err error
		switch i % 3 {
		case 0:
			_, _, err = all.Do(t.Context(), meta(), a, command{Raise: "a"})
		case 1:
			_, _, err = all.Do(t.Context(), meta(), b, command{Raise: "b"})
		case 2:
			_, err = s.AppendPart(t.Context(), meta(), ref(a), eventstore.Part{Unit: "u", Number: i / 3}, sampled{}, domain.Counts{"ok": 2})
		}
		require.NoError(t, err)
	}
	return a, b
}

func TestFollowFilters(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		a, b := fill(t, r.store(0), 12)
		for name, c := range map[string]struct {
			filter []eventstore.Pattern
			after  uint64
			upTo   uint64
			want   []uint64
		}{
			"everything":       {nil, 0, 12, []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}},
			"after":            {nil, 9, 12, []uint64{10, 11, 12}},
			"part of it":       {nil, 3, 6, []uint64{4, 5, 6}},
			"nothing left":     {nil, 12, 12, []uint64{}},
			"category":         {[]eventstore.Pattern{eventstore.CategoryFilter(category)}, 0, 4, []uint64{1, 2, 3, 4}},
			"lifecycle":        {[]eventstore.Pattern{eventstore.LifecycleFilter(category)}, 0, 12, []uint64{1, 2, 4, 5, 7, 8, 10, 11}},
			"type":             {[]eventstore.Pattern{eventstore.TypeFilter(category, "raised")}, 5, 9, []uint64{7, 8}},
			"part":             {[]eventstore.Pattern{eventstore.PartFilter(category, "sampled")}, 0, 11, []uint64{3, 6, 9}},
			"one":              {[]eventstore.Pattern{eventstore.RefFilter(ref(a))}, 0, 11, []uint64{1, 3, 4, 6, 7, 9, 10}},
			"one's life":       {[]eventstore.Pattern{eventstore.RefLifecycleFilter(ref(a))}, 0, 12, []uint64{1, 4, 7, 10}},
			"two":              {[]eventstore.Pattern{eventstore.RefLifecycleFilter(ref(a)), eventstore.RefFilter(ref(b))}, 0, 6, []uint64{1, 2, 4, 5}},
			"somebody unknown": {[]eventstore.Pattern{eventstore.RefFilter(ref(newID()))}, 0, 12, []uint64{}},
		} {
			got := follow(t, r.store(0), c.after, eventstore.Filter{Subjects: c.filter, UpTo: c.upTo})
			require.Equal(t, c.want, sequences(got), name)
		}
	})
}

func TestFollowGivesWhatWasStored(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		s, m := r.store(0), meta()
		m.BodyHash, m.CorrelationID, m.CausationID = "c0ffee", `a "quoted" %, über`, "x\r\ny: z"
		m.TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
		run, place := ref(newID()), eventstore.Part{Unit: "u", Number: 0, Last: true}
		_, err := s.AppendPart(t.Context(), m, run, place, sampled{Names: []string{"n"}}, domain.Counts{"ok": 1, "none": 0})
		require.NoError(t, err)

		full := readAll(t, s)[0]
		require.Equal(t, m, full.Meta)
		require.Equal(t, run, full.Ref)
		require.Equal(t, "counter.sampled", full.Name())
		require.Equal(t, &place, full.Part)
		require.Equal(t, domain.Counts{"ok": 1}, full.Counts)
		event, err := full.Decode()
		require.NoError(t, err)
		require.Equal(t, sampled{Names: []string{"n"}}, event)

		headers := follow(t, s, 0, eventstore.Filter{HeadersOnly: true, UpTo: 1})[0]
		require.Nil(t, headers.Data)
		headers.Data = full.Data
		require.Equal(t, full, headers)
	})
}

func TestFollowStopsWhenHandlingFails(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		fill(t, r.store(0), 3)
		var handled []uint64
		err := r.store(0).Follow(t.Context(), 0, eventstore.Filter{}, func(e eventstore.Recorded) error {
			handled = append(handled, e.Sequence)
			return map[bool]error{true: errClosed}[e.Sequence == 2]
		})
		require.ErrorIs(t, err, errClosed)
		require.Equal(t, []uint64{1, 2}, handled)
	})
}

func TestOverlappingFiltersAreTheCallersMistake(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		both := eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.CategoryFilter(category), eventstore.LifecycleFilter(category)}}
		require.ErrorIs(t, r.store(0).Follow(t.Context(), 0, both, nil), eventstore.ErrMalformed)
		require.ErrorIs(t, r.store(0).Durable(t.Context(), "reader", both, nil), eventstore.ErrMalformed)
	})
}

// The end may lie in the future, and beyond the last event the reader wants.
func TestFollowWaitsForItsEnd(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		s, id := r.store(0), newID()
		_, _, err := newCounters(s).Do(t.Context(), meta(), id, command{Raise: "mine"})
		require.NoError(t, err)
		done, first := make(chan []uint64, 1), make(chan struct{})
		go func() {
			var got []uint64
			_ = s.Follow(t.Context(), 0, eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.RefFilter(ref(id))}, UpTo: 5}, func(e eventstore.Recorded) error {
				got = append(got, e.Sequence)
				close(first)
				return nil
			})
			done <- got
		}()
		<-first
		fill(t, r.store(1), 6)
		require.Equal(t, []uint64{1}, <-done)
	})
}

func TestCaughtUpIsSaidOnceAtTheEndOfThen(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		s := r.store(0)
		a, _ := fill(t, s, 5)
		stranger := []eventstore.Pattern{eventstore.RefFilter(ref(newID()))}
		for name, c := range map[string]struct {
			filter []eventstore.Pattern
			after  uint64
			want   []uint64 // handled before
			end    uint64
		}{
			"everything": {nil, 0, []uint64{1, 2, 3, 4, 5}, 5},
			"some":       {[]eventstore.Pattern{eventstore.RefFilter(ref(a))}, 1, []uint64{3, 4}, 5},
			"none":       {stranger, 0, nil, 5},
			"nothing":    {nil, 5, nil, 5},
		} {
			ctx, cancel := context.WithTimeout(t.Context(), patient)
			var handled, said []uint64
			err := s.Follow(ctx, c.after, eventstore.Filter{Subjects: c.filter, CaughtUp: func(sequence uint64) {
				said = append(said, sequence)
				require.Equal(t, c.want, handled, name)
				cancel()
			}}, func(e eventstore.Recorded) error {
				handled = append(handled, e.Sequence)
				return nil
			})
			require.ErrorIs(t, err, context.Canceled, name)
			require.Equal(t, []uint64{c.end}, said, name)
		}
	})
}

// followLive follows until n events came while disturb goes on, and wants each once and in order.
func followLive(t *testing.T, r rig, f eventstore.Filter, n int, disturb func(handled int)) {
	t.Helper()
	var handled atomic.Int64
	ctx, cancel := context.WithTimeout(t.Context(), 2*patient)
	defer cancel()
	errEnough, done := errors.New("enough"), make(chan error, 1)
	var got []eventstore.Recorded
	go func() {
		done <- r.store(0).Follow(ctx, 0, f, func(e eventstore.Recorded) error {
			got = append(got, e)
			handled.Add(1)
			if len(got) == n {
				return errEnough
			}
			return nil
		})
	}()
	all, id := newCounters(r.store(1)), newID()
	for i := range n {
		m := meta()
		require.Eventually(t, func() bool { // writers meet the same disturbances, and try again with the same command
			_, _, err := all.Do(t.Context(), m, id, command{Raise: strconv.Itoa(i)})
			return err == nil
		}, 2*patient, tick)
		disturb(i)
	}
	require.ErrorIs(t, <-done, errEnough)
	for i, e := range got {
		require.Equal(t, uint64(i+1), e.Sequence)
		event, err := e.Decode()
		require.NoError(t, err)
		require.Equal(t, raised{By: strconv.Itoa(i)}, event)
	}
}

func TestFollowSurvivesReconnects(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		for _, f := range []eventstore.Filter{{}, {Subjects: []eventstore.Pattern{eventstore.CategoryFilter(category)}}} {
			rig := r
			if f.Subjects != nil {
				rig = newRig(t, len(r.Conns))
			}
			followLive(t, rig, f, 60, func(i int) {
				if i%10 == 5 {
					require.NoError(t, rig.Conns[0].ForceReconnect())
				}
			})
		}
	})
}

func TestFollowSurvivesServers(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		followLive(t, r, eventstore.Filter{}, 45, func(i int) {
			switch {
			case i%15 != 7:
			case len(r.Conns) == 1:
				r.Restart(0)
			case i == 22:
				r.Restart(r.StreamLeader("EVENTS"))
			default:
				r.StepDown("EVENTS")
			}
		})
	})
}

func TestFollowEndsWithItsConnection(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		nc, s := connect(t, &line{r: r})
		caughtUp := make(chan struct{})
		done := make(chan error, 1)
		go func() {
			done <- s.Follow(t.Context(), 0, eventstore.Filter{CaughtUp: func(uint64) { close(caughtUp) }}, func(eventstore.Recorded) error { return nil })
		}()
		<-caughtUp
		nc.Close()
		require.ErrorIs(t, <-done, eventstore.ErrUnavailable)
	})
}

// Handling may take longer than a server lives; what was on the way then must not be lost, nor come twice.
func TestFollowLosesNothingWhileItHandles(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		fill(t, r.store(0), 9)
		var got []uint64
		ctx, cancel := context.WithTimeout(t.Context(), 2*patient)
		defer cancel()
		err := r.store(0).Follow(ctx, 0, eventstore.Filter{UpTo: 9}, func(e eventstore.Recorded) error {
			got = append(got, e.Sequence)
			if e.Sequence == 4 {
				r.Restart(r.StreamLeader("EVENTS"))
			}
			return nil
		})
		require.NoError(t, err)
		require.Equal(t, []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9}, got)
	})
}
