package eventstore_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"domainflow/eventstore"
)

func TestSameCommandAtOnceIsStoredOnce(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		for _, times := range []int{1, 3} {
			m, id, g := meta(), newID(), errgroup.Group{}
			outs := [6]eventstore.Outcome{}
			for n := range outs {
				g.Go(func() (err error) {
					_, outs[n], err = newCounters(r.store(n)).Do(t.Context(), m, id, command{Raise: "once", Times: times})
					return err
				})
			}
			require.NoError(t, g.Wait())
			l, err := newCounters(r.store(0)).Load(t.Context(), id)
			require.NoError(t, err)
			require.Equal(t, times, l.State.Raises)
			for _, out := range outs {
				require.Equal(t, l.Sequence, out.Sequence)
			}
		}
	})
}

// The retry may come long after others went on, when the decider would refuse it or do it again.
func TestSameCommandLaterGivesItsFirstOutcome(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		all, m, id := newCounters(r.store(0)), meta(), newID()
		_, first, err := all.Do(t.Context(), m, id, command{Raise: "once", Times: 3})
		require.NoError(t, err)
		_, _, err = all.Do(t.Context(), meta(), id, command{Close: true})
		require.NoError(t, err)

		after, again, err := newCounters(r.store(1)).Do(t.Context(), m, id, command{Raise: "once", Times: 3})
		require.NoError(t, err)
		require.Equal(t, eventstore.Outcome{Sequence: first.Sequence, Changed: true, Repeated: true, Time: m.Time}, again)
		require.True(t, after.State.Closed)
		require.Len(t, readAll(t, r.store(0)), 4)
	})
}

func TestAppendRecognisesItsOwnEvents(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		for _, times := range []int{1, 2} {
			s, m := r.store(0), meta()
			changes := decideAll(t, s, []string{newID()}, command{Raise: "x", Times: times})
			first, err := s.Append(t.Context(), m, changes...)
			require.NoError(t, err)
			again, err := s.Append(t.Context(), m, changes...)
			require.NoError(t, err)
			require.Equal(t, eventstore.Outcome{Sequence: first.Sequence, Changed: true, Repeated: true, Time: m.Time}, again)
		}
	})
}

// A command id that stands for something else must not be taken for stored, on whatever path the server notices.
func TestReusedCommandIDIsRefused(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		s, m := r.store(0), meta()
		all, id := newCounters(s), newID()
		_, _, err := all.Do(t.Context(), m, id, command{Raise: "x"})
		require.NoError(t, err)

		other := m
		other.BodyHash = "another"
		_, _, err = all.Do(t.Context(), other, id, command{Close: true})
		require.ErrorIs(t, err, eventstore.ErrCommandReused)
		for _, times := range []int{1, 2} {
			_, _, err = all.Do(t.Context(), m, newID(), command{Raise: "x", Times: times})
			require.ErrorIs(t, err, eventstore.ErrCommandReused, "%d events", times)
		}
		require.Len(t, readAll(t, s), 1)
	})
}
