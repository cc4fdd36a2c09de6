package eventstore_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSequenceAt(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		s := r.store(0)
		at := func(moment time.Time) uint64 {
			t.Helper()
			sequence, err := s.SequenceAt(t.Context(), moment)
			require.NoError(t, err)
			return sequence
		}
		require.Zero(t, at(time.Now()), "an empty log")
		id := newID()
		for range 5 {
			_, _, err := newCounters(s).Do(t.Context(), meta(), id, command{Raise: "a"})
			require.NoError(t, err)
		}
		events := readAll(t, s)
		require.Len(t, events, 5)
		for _, e := range events {
			shown := e.StoredAt.Truncate(time.Millisecond)
			require.GreaterOrEqual(t, at(shown), e.Sequence, "the moment as people see it counts")
			require.Less(t, at(shown.Add(-time.Nanosecond)), e.Sequence)
		}
		require.Zero(t, at(time.Unix(0, 0)))
		require.EqualValues(t, 5, at(time.Now().Add(time.Hour)))
	})
}
