package rest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/setting"
)

var once = setting.RateLimit{RequestsPerMinute: 60, Burst: 1}

func TestLimiterIsBounded(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	l := newLimiter(func() time.Time { return now })
	l.max = 10
	granted := 0
	for i := range 1000 {
		if l.take(fmt.Sprint(i), once).granted {
			granted++
		}
	}
	require.Len(t, l.buckets, 11)
	require.Equal(t, 11, granted, "who comes too late shares one bucket")
	now = now.Add(time.Second)
	require.True(t, l.take("new", once).granted)
	require.Len(t, l.buckets, 1, "full buckets are none")
	require.False(t, l.take("new", once).granted)
}

// Somebody who used their share up does not get it again because others come.
func TestLimiterForgetsNobodyWhoOwes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	l := newLimiter(func() time.Time { return now })
	l.max = 10
	slow := setting.RateLimit{RequestsPerMinute: 1, Burst: 1}
	require.True(t, l.take("me", slow).granted)
	for i := range 100 {
		now = now.Add(time.Second / 2)
		l.take(fmt.Sprint(i), once)
		require.False(t, l.take("me", slow).granted)
		require.LessOrEqual(t, len(l.buckets), 11)
	}
}

func TestLimiterFollowsTheSettings(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	l := newLimiter(func() time.Time { return now })
	require.True(t, l.take("a", once).granted)
	ten := setting.RateLimit{RequestsPerMinute: 600, Burst: 10}
	require.False(t, l.take("a", ten).granted, "a change pays no debt")
	now = now.Add(time.Second)
	got := l.take("a", ten)
	require.True(t, got.granted)
	require.InDelta(t, 9, got.left, 1e-6)
	require.Equal(t, 1, got.secondsTo(10))
	require.InDelta(t, 0, l.take("a", once).left, 1e-6)
}
