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
			require.Equal(t, e.Sequence, at(e.StoredAt), "the moment itself counts")
			require.Equal(t, e.Sequence-1, at(e.StoredAt.Add(-time.Nanosecond)))
		}
		require.Zero(t, at(time.Unix(0, 0)))
		require.EqualValues(t, 5, at(time.Now().Add(time.Hour)))
	})
}
