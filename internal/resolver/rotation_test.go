package resolver

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

type clock struct{ time.Time }

func newRotation(n int) (*rotation, *clock, *bytes.Buffer) {
	c, log := &clock{time.Unix(1000, 0)}, new(bytes.Buffer)
	r := &rotation{now: func() time.Time { return c.Time }, log: slog.New(slog.NewTextHandler(log, nil))}
	for i := range n {
		r.servers = append(r.servers, &resolver{Server: Server{text: string(rune('a' + i))}})
	}
	return r, c, log
}

func fail(r *rotation, s *resolver, n int) {
	for range n {
		r.report(s, false)
	}
}

func TestRoundsHaveEveryResolverOnce(t *testing.T) {
	t.Parallel()
	r, _, _ := newRotation(5)
	orders := map[string]bool{}
	for range 200 {
		order := ""
		for range 5 {
			order += r.pick(nil).text
		}
		for _, s := range r.servers {
			require.Contains(t, order, s.text)
		}
		orders[order] = true
	}
	require.Greater(t, len(orders), 40, "of 120 orders, 200 rounds show most")
}

// Whoever is avoided or fails, a resolver is found, and the one avoided is not
// picked while another is there.
func TestPickAlwaysFindsOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, c, _ := newRotation(rapid.IntRange(1, 4).Draw(t, "resolvers"))
		for range 100 {
			avoid := rapid.SliceOf(rapid.SampledFrom(r.servers)).Draw(t, "avoid")
			s := r.pick(avoid)
			require.NotNil(t, s)
			require.False(t, s.benched)
			for _, other := range r.servers {
				if !other.benched && !slices.Contains(avoid, other) {
					require.False(t, slices.Contains(avoid, s), "another was free")
				}
			}
			r.report(s, rapid.Bool().Draw(t, "ok"))
			c.Time = c.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "seconds")) * time.Second)
		}
	})
}

func TestFailingResolverIsPassedOver(t *testing.T) {
	t.Parallel()
	r, c, log := newRotation(2)
	bad, good := r.servers[0], r.servers[1]
	fail(r, bad, failuresToBench-1)
	r.report(bad, true)
	fail(r, bad, failuresToBench-1)
	require.False(t, bad.benched, "an answer in between begins the count anew")
	r.report(bad, false)
	fail(r, bad, 3)
	require.True(t, bad.benched)
	for range 10 {
		require.Same(t, good, r.pick([]*resolver{good}))
	}
	require.Equal(t, 1, strings.Count(log.String(), "passed over"))

	c.Time = c.Add(benchTime - time.Nanosecond)
	require.Same(t, good, r.pick(nil))
	c.Time = c.Add(time.Nanosecond)
	picked := map[*resolver]int{}
	for range 10 {
		picked[r.pick(nil)]++
	}
	require.InDelta(t, 5, picked[bad], 1, "it takes its share, and does not make up for what it missed")
	require.Equal(t, 1, strings.Count(log.String(), "asked again"))
	r.report(bad, false)
	require.True(t, bad.benched, "still failing: one query was enough to see it")
}

func TestLastResolverIsNotPassedOver(t *testing.T) {
	t.Parallel()
	r, c, _ := newRotation(2)
	first, last := r.servers[0], r.servers[1]
	fail(r, first, failuresToBench)
	fail(r, last, 3*failuresToBench)
	require.Same(t, last, r.pick(nil))
	c.Time = c.Add(benchTime)
	r.pick(nil)
	r.report(last, false)
	require.Same(t, first, r.pick(nil), "once another is back, it is")
}
