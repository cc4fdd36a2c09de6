package eventstore_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/eventstore"
)

func TestBatchIsAllOrNothing(t *testing.T) {
	for name, stale := range map[string]int{"stale first": 0, "stale second": 1} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, r rig) {
				s, ids := r.store(0), []string{newID(), newID()}
				old := decideAll(t, s, ids, command{Raise: "loser", Times: 2})
				_, _, err := newCounters(r.store(1)).Do(t.Context(), meta(), ids[stale], command{Raise: "winner"})
				require.NoError(t, err)

				_, err = s.Append(t.Context(), meta(), old...)
				require.ErrorIs(t, err, eventstore.ErrConflict)
				require.Len(t, readAll(t, s), 1)

				out, err := s.Append(t.Context(), meta(), decideAll(t, s, ids, command{Raise: "again", Times: 2})...)
				require.NoError(t, err)
				require.Equal(t, eventstore.Outcome{Sequence: 5, Changed: true}, out)
			})
		})
	}
}

func TestBatchKeepsTheOrderOfItsChanges(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		s, ids := r.store(0), []string{newID(), newID(), newID()}
		m := meta()
		_, err := s.Append(t.Context(), m, decideAll(t, s, ids, command{Raise: "x", Times: 2})...)
		require.NoError(t, err)
		for i, e := range readAll(t, s) {
			require.Equal(t, ids[i/2], e.Ref.ID)
			require.Equal(t, m.CommandID, e.CommandID)
		}
	})
}

// A command stores more events than one batch may hold only by mistake.
func TestTooLargeBatchIsTheCallersMistake(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		_, _, err := newCounters(r.store(0)).Do(t.Context(), meta(), newID(), command{Raise: "x", Times: 1001})
		require.ErrorIs(t, err, eventstore.ErrMalformed)
		require.Empty(t, readAll(t, r.store(0)))
	})
}
