package secrets

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestOnceIsOneAtATime(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	instances, command := []*Store{r.storeOn(r.newPool()), r.storeOn(r.newPool())}, uuid.New()
	var at, done atomic.Int32
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			err := instances[i%2].Once(t.Context(), command, func(ctx context.Context) error {
				if n := at.Add(1); n > 1 {
					return errors.New("two at a time")
				}
				defer at.Add(-1)
				done.Add(1)
				// It needs connections of its own.
				return instances[i%2].pool.Ping(ctx)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	require.EqualValues(t, 12, done.Load())
}

func TestOnceOfOthersIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first, second := r.storeOn(r.newPool()), r.storeOn(r.newPool())
	require.NoError(t, first.Once(t.Context(), uuid.New(), func(ctx context.Context) error {
		return second.Once(ctx, uuid.New(), func(context.Context) error { return nil })
	}))
	refused := errors.New("refused")
	command := uuid.New()
	require.ErrorIs(t, first.Once(t.Context(), command, func(context.Context) error { return refused }), refused)
	require.NoError(t, second.Once(t.Context(), command, func(context.Context) error { return nil }), "the lock is given back")
	given, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, first.Once(given, command, func(context.Context) error { return nil }), context.Canceled)
}
