package inflight_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"domainflow/internal/inflight"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestWhatIsFreeIsGranted(t *testing.T) {
	t.Parallel()
	l := inflight.New(16)
	for _, c := range []struct{ asked, granted int }{{10, 10}, {10, 6}} {
		got, err := l.Acquire(t.Context(), c.asked)
		require.NoError(t, err)
		require.Equal(t, c.granted, got)
	}
}

// The order is that of asking; a limit that grows lets go on, one that falls
// takes nothing back.
func TestLimitChangesWhileItIsUsed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := inflight.New(2)
		take(t, l, 2)
		var order []int
		var mu sync.Mutex
		for i := range 4 {
			go func() {
				_, err := l.Acquire(t.Context(), 1)
				if err != nil {
					return
				}
				mu.Lock()
				defer mu.Unlock()
				order = append(order, i)
			}()
			synctest.Wait()
		}
		require.Empty(t, order)
		l.Set(3)
		synctest.Wait()
		require.Equal(t, []int{0}, order)
		l.Set(4)
		synctest.Wait()
		require.Equal(t, []int{0, 1}, order)
		l.Set(1)
		l.Release(3)
		synctest.Wait()
		require.Equal(t, []int{0, 1}, order, "one is out still, which is all there may be")
		l.Release(1)
		synctest.Wait()
		require.Equal(t, []int{0, 1, 2}, order)
		l.Release(1)
		synctest.Wait()
		require.Equal(t, []int{0, 1, 2, 3}, order)
	})
}

// A list waits until an eighth is free rather than for each, and who gives up
// stands in nobody's way.
func TestManyAreGrantedTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := inflight.New(80)
		take(t, l, 80)
		ctx, giveUp := context.WithCancel(t.Context())
		got := make(chan int, 2)
		go func() {
			_, err := l.Acquire(ctx, 50)
			if err != nil {
				got <- -1
			}
		}()
		synctest.Wait()
		go func() {
			n, err := l.Acquire(t.Context(), 50)
			if err == nil {
				got <- n
			}
		}()
		l.Release(9)
		synctest.Wait()
		require.Empty(t, got)
		giveUp()
		require.Equal(t, -1, <-got)
		l.Release(1)
		require.Equal(t, 10, <-got)
	})
}

func take(t *testing.T, l *inflight.Limit, n int) {
	t.Helper()
	got, err := l.Acquire(t.Context(), n)
	require.NoError(t, err)
	require.Equal(t, n, got)
}

// Whoever asks for whatever, no more are out than may be, and all get there.
func TestNeverMoreThanTheLimit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(1, 20).Draw(t, "most")
		l := inflight.New(most)
		var out atomic.Int64
		var all sync.WaitGroup
		for _, n := range rapid.SliceOfN(rapid.IntRange(1, 40), 1, 20).Draw(t, "asked") {
			all.Go(func() {
				for n > 0 {
					got, err := l.Acquire(context.Background(), n)
					if err != nil || got < 1 || got > n || int(out.Add(int64(got))) > most {
						t.Errorf("%d of %d granted, %v, with %d out of %d", got, n, err, out.Load(), most)
						return
					}
					out.Add(int64(-got))
					l.Release(got)
					n -= got
				}
			})
		}
		all.Wait()
	})
}
