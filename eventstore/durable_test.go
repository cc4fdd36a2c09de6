package eventstore_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/eventstore"
)

var errNotNow = errors.New("not now")

// runDurable handles until enough says so, and gives the sequences of all deliveries.
func runDurable(t *testing.T, s *eventstore.Store, f eventstore.Filter, handle func(seen []uint64) (err error, enough bool)) []uint64 {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 4*patient) // a delivery lost with a connection comes again after 30 s
	defer cancel()
	var seen []uint64
	err := s.Durable(ctx, "reader", f, func(_ context.Context, e eventstore.Recorded) error {
		seen = append(seen, e.Sequence)
		err, enough := handle(seen)
		if enough {
			cancel()
		}
		return err
	})
	require.ErrorIs(t, err, context.Canceled)
	return seen
}

func TestDurableComesBackToWhatFailed(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		fill(t, r.store(0), 4)
		seen := runDurable(t, r.store(0), eventstore.Filter{}, func(seen []uint64) (error, bool) {
			if len(seen) == 2 || len(seen) == 3 {
				return errNotNow, false
			}
			return nil, len(seen) == 6
		})
		require.Equal(t, []uint64{1, 2, 2, 2, 3, 4}, seen)
	})
}

// Whoever takes the name over goes on; what was handled but not acknowledged comes again.
func TestDurableGoesOnWhereItStopped(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		fill(t, r.store(0), 9)
		lives := eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.LifecycleFilter(category)}, HeadersOnly: true}
		first := runDurable(t, r.store(0), lives, func(seen []uint64) (error, bool) { return errNotNow, len(seen) == 1 })
		require.Equal(t, []uint64{1}, first)
		second := runDurable(t, r.store(1), lives, func(seen []uint64) (error, bool) {
			return map[bool]error{true: errNotNow}[len(seen) == 4], len(seen) == 4
		})
		require.Equal(t, []uint64{1, 2, 4, 5}, second)
		third := runDurable(t, r.store(2), lives, func(seen []uint64) (error, bool) { return nil, len(seen) == 3 })
		require.Equal(t, []uint64{5, 7, 8}, third)
	})
}

func TestDurableSurvivesReconnects(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		fill(t, r.store(0), 30)
		handled := map[uint64]bool{}
		seen := runDurable(t, r.store(0), eventstore.Filter{}, func(seen []uint64) (error, bool) {
			handled[seen[len(seen)-1]] = true
			if len(seen)%10 == 5 {
				require.NoError(t, r.Conns[0].ForceReconnect())
			}
			return nil, len(handled) == 30
		})
		last := uint64(0)
		for _, sequence := range seen {
			require.LessOrEqual(t, sequence, last+1, "nothing is skipped")
			last = max(last, sequence)
		}
	})
}
