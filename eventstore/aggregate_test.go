package eventstore_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/eventstore"
)

func TestDoStoresWhatWasDecided(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		s := r.store(0)
		all, id := newCounters(s), newID()
		after, out, err := all.Do(t.Context(), meta(), id, command{Raise: "ann"})
		require.NoError(t, err)
		require.Equal(t, eventstore.Outcome{Sequence: 1, Changed: true}, out)
		require.Equal(t, uint64(1), after.Sequence)
		require.Equal(t, 1, after.State.Raises)

		after, out, err = all.Do(t.Context(), meta(), id, command{Raise: "bob", Times: 3})
		require.NoError(t, err)
		require.Equal(t, uint64(4), out.Sequence)
		require.Equal(t, []string{"ann", "bob", "bob", "bob"}, after.State.By)

		loaded, err := newCounters(r.store(1)).Load(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, after.State, loaded.State)
		require.Equal(t, uint64(4), loaded.Sequence)
	})
}

func TestNothingToDoAndRefusalsAppendNothing(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		all, id := newCounters(r.store(0)), newID()
		_, _, err := all.Do(t.Context(), meta(), id, command{Close: true})
		require.NoError(t, err)

		after, out, err := all.Do(t.Context(), meta(), id, command{Close: true})
		require.NoError(t, err)
		require.Equal(t, eventstore.Outcome{Sequence: 1}, out)
		require.Equal(t, uint64(1), after.Sequence)

		_, _, err = all.Do(t.Context(), meta(), id, command{Raise: "late"})
		require.ErrorIs(t, err, errClosed)
		last, _, err := r.store(0).Last(t.Context())
		require.NoError(t, err)
		require.Equal(t, uint64(1), last)
	})
}

func TestLoadAtGivesTheStateOfThen(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		all, id, other := newCounters(r.store(0)), newID(), newID()
		for _, who := range []string{"a", "b", "c"} { // sequences 1, 3, 5
			_, _, err := all.Do(t.Context(), meta(), id, command{Raise: who})
			require.NoError(t, err)
			_, _, err = all.Do(t.Context(), meta(), other, command{Raise: "other"})
			require.NoError(t, err)
		}
		for upTo, want := range [][2]uint64{{0, 0}, {1, 1}, {1, 1}, {2, 3}, {2, 3}, {3, 5}, {3, 5}, {3, 5}} {
			then, err := all.LoadAt(t.Context(), id, uint64(upTo))
			require.NoError(t, err)
			require.EqualValues(t, want[0], then.State.Raises, "up to %d", upTo)
			require.Equal(t, want[1], then.Sequence, "up to %d", upTo)
		}
	})
}

func TestDecidingOnAnOldStateConflicts(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		s := r.store(0)
		all, id := newCounters(s), newID()
		_, _, err := all.Do(t.Context(), meta(), id, command{Raise: "ann"})
		require.NoError(t, err)
		then, err := all.Load(t.Context(), id)
		require.NoError(t, err)
		_, _, err = all.Do(t.Context(), meta(), id, command{Raise: "bob"})
		require.NoError(t, err)

		change, _, err := then.Decide(command{Raise: "late"})
		require.NoError(t, err)
		_, err = s.Append(t.Context(), meta(), change)
		require.ErrorIs(t, err, eventstore.ErrConflict)
	})
}

func TestDecidingTwiceIsOneChange(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		s := r.store(0)
		l, err := newCounters(s).Load(t.Context(), newID())
		require.NoError(t, err)
		first, l, err := l.Decide(command{Raise: "ann"})
		require.NoError(t, err)
		both, l, err := l.Decide(command{Close: true})
		require.NoError(t, err)
		require.Equal(t, counter{Raises: 1, By: []string{"ann"}, Closed: true}, l.State)

		_, err = s.Append(t.Context(), meta(), first, both)
		require.ErrorIs(t, err, eventstore.ErrMalformed)
		out, err := s.Append(t.Context(), meta(), both)
		require.NoError(t, err)
		require.Equal(t, uint64(2), out.Sequence)
	})
}

// foreign is a decider whose events are in no registry.
func TestUnregisteredEventIsRefused(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		d := domain.Decider[counter, command, domain.Event]{
			Decide: func(counter, command) ([]domain.Event, error) { return []domain.Event{strange{}}, nil },
			Evolve: evolve,
		}
		_, _, err := eventstore.NewAggregate(r.store(0), category, d).Do(t.Context(), meta(), newID(), command{})
		require.ErrorIs(t, err, eventstore.ErrMalformed)
		var unknown *eventstore.UnknownEventError
		require.ErrorAs(t, err, &unknown)
		require.Equal(t, "counter.strange", unknown.Name)
	})
}

func TestIDsThatAreNoTokensAreRefused(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		for _, id := range []string{"", "*", "a.b", ">", "a b", "ä"} {
			_, _, err := newCounters(r.store(0)).Do(t.Context(), meta(), id, command{Raise: "x"})
			require.ErrorIs(t, err, eventstore.ErrMalformed, "id %q", id)
		}
	})
}
