package resolver

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestQueueKeepsTheOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var q queue
		var want []*job
		for range rapid.IntRange(0, 60).Draw(t, "steps") {
			if len(want) == 0 || rapid.Bool().Draw(t, "push") {
				want = append(want, new(job))
				q.push(want[len(want)-1])
			} else {
				i := rapid.IntRange(0, len(want)-1).Draw(t, "remove")
				q.remove(want[i])
				want = slices.Delete(want, i, i+1)
			}
			var forth, back []*job
			for j := q.oldest; j != nil; j = j.newer {
				forth = append(forth, j)
			}
			for j := q.newest; j != nil; j = j.older {
				back = append(back, j)
			}
			slices.Reverse(back)
			require.Equal(t, len(want), q.len)
			require.True(t, slices.Equal(want, forth))
			require.True(t, slices.Equal(want, back))
		}
	})
}

// With all but a few ids in use the free ones are found, and no query gets the id of another.
func TestIdsAreNotShared(t *testing.T) {
	t.Parallel()
	s := &socket{pending: map[uint16]*job{}}
	jobs := make([]*job, 1<<16-3)
	for i := range jobs {
		jobs[i] = newJob()
		s.add(jobs[i])
	}
	require.Len(t, s.pending, len(jobs))
	for _, j := range jobs {
		s.remove(j)
	}
	require.Empty(t, s.pending)
}
