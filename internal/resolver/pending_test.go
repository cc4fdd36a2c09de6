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

// With an eighth of all ids in use, where about 500 are drawn that are taken, no
// query gets the id of another, and each is found by its own while it is there.
func TestIdsAreNotShared(t *testing.T) {
	t.Parallel()
	s := new(socket)
	jobs := make([]*job, 1<<13)
	for i := range jobs {
		jobs[i] = newJob()
		s.add(jobs[i])
	}
	ids := map[uint16]bool{}
	for i, j := range jobs {
		ids[j.id] = true
		require.Same(t, j, s.find(j.id))
		if i%2 == 0 {
			s.remove(j)
			require.Nil(t, s.find(j.id))
		}
	}
	require.Len(t, ids, len(jobs))
	for i, j := range jobs {
		if i%2 == 1 {
			require.Same(t, j, s.find(j.id))
			s.remove(j)
		}
	}
	require.Zero(t, s.pending)
}
