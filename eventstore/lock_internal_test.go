package eventstore

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
)

func TestLocksExcludeAndAreForgotten(t *testing.T) {
	t.Parallel()
	var locks keyedLocks
	a, b := Ref{"x", "a"}, Ref{"x", "b"}
	inside, total, g := 0, 0, errgroup.Group{}
	for i := range 50 {
		refs := []Ref{a, b, a}
		if i%2 == 0 {
			refs = []Ref{b, a} // the other way round: must not wait in a circle
		}
		g.Go(func() error {
			release, err := locks.acquire(t.Context(), refs)
			if err != nil {
				return err
			}
			defer release()
			inside++
			total += inside
			inside--
			return nil
		})
	}
	require.NoError(t, g.Wait())
	require.Equal(t, 50, total)
	require.Empty(t, locks.held)
}

func TestLockIsGivenUpWithItsCaller(t *testing.T) {
	t.Parallel()
	var locks keyedLocks
	a, b := Ref{"x", "a"}, Ref{"x", "b"}
	release, err := locks.acquire(t.Context(), []Ref{b})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = locks.acquire(ctx, []Ref{a, b})
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, locks.held, 1)
	release()
	again, err := locks.acquire(t.Context(), []Ref{a, b})
	require.NoError(t, err)
	again()
	require.Empty(t, locks.held)
}
