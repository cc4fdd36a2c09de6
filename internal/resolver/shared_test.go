package resolver

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/internal/inflight"
	"domainflow/internal/lab"
)

// What one process may have out, its engines share: none sends a query while
// others have it all.
func TestEnginesShareWhatTheProcessMayHaveOut(t *testing.T) {
	t.Parallel()
	l := startLab(t, lab.Config{Exists: 1})
	shared := inflight.New(3)
	first := labEngine(t, l, Config{MaxInFlight: 100, Shared: shared}, lab.Clean)
	second := labEngine(t, l, Config{MaxInFlight: 100, Shared: shared}, lab.Lossy)
	held, err := shared.Acquire(t.Context(), 3)
	require.NoError(t, err)
	for _, e := range []*Engine{first, second} {
		// Without the limit all names would be resolved long before.
		ctx, end := context.WithTimeout(t.Context(), 300*time.Millisecond)
		require.ErrorIs(t, e.Resolve(ctx, askA, numbered(3), func(int, Result) { t.Error("a result") }), context.DeadlineExceeded)
		end()
	}
	require.Zero(t, l.Queries(lab.Clean)+l.Queries(lab.Lossy))
	shared.Release(held)
	patient := askA
	patient.Retries = 10
	for _, e := range []*Engine{first, second} {
		require.Len(t, resolveAll(t, e, patient, numbered(50)), 50)
		requireIdle(t, e)
	}
	all, err := shared.Acquire(t.Context(), 3)
	require.NoError(t, err)
	require.Equal(t, 3, all, "everything is given back")
}
