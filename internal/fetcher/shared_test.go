package fetcher

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/internal/inflight"
	"domainflow/internal/lab"
)

// What one process may have out, its engines share.
func TestEnginesShareWhatTheProcessMayHaveOut(t *testing.T) {
	t.Parallel()
	l := startLab(t)
	names, err := l.FindSite(lab.Keyword, 5)
	require.NoError(t, err)
	shared := inflight.New(1)
	e := newEngine(t, func(c *Config) { c.Shared, c.Allow = shared, labNetwork })
	o := Options{Ports: []int{int(l.HTTPPort())}, Lookup: truthLookup(l)}
	_, err = shared.Acquire(t.Context(), 1)
	require.NoError(t, err)
	// Without the limit all pages would be there long before.
	ctx, end := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer end()
	pages, err := collect(ctx, e, o, labRequests(l, names))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Empty(t, pages)
	require.Zero(t, l.Requests())
	shared.Release(1)
	require.Len(t, fetchAll(t, e, o, labRequests(l, names)...), 5)
	_, err = shared.Acquire(t.Context(), 1)
	require.NoError(t, err, "it is given back")
}
