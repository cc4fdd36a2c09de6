package live

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"domainflow/eventstore"
)

// Whatever is pushed and rendered, the ring holds the latest without a hole,
// within its bounds, and counts what it holds.
func TestRing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := newRing(bounds{ringEvents: 10, ringBytes: 8 * envelopeBytes})
		var all []*entry
		sequence := uint64(0)
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0, 1:
				sequence += rapid.Uint64Range(1, 3).Draw(t, "gap")
				e := &entry{event: eventstore.Recorded{Sequence: sequence, Data: make([]byte, rapid.IntRange(0, envelopeBytes).Draw(t, "size"))}}
				all = append(all, e)
				r.push(e)
			case 2:
				if len(all) > 0 {
					e := rapid.SampledFrom(all).Draw(t, "entry")
					e.frame.once.Do(func() {
						e.frame.body = make([]byte, rapid.IntRange(0, envelopeBytes).Draw(t, "frame"))
						r.rendered(e)
					})
				}
			case 3:
				if rapid.IntRange(0, 9).Draw(t, "lost") == 0 {
					r.reset(sequence)
				}
			}
			holds(t, r, all, sequence)
		}
	})
}

func holds(t *rapid.T, r *ring, all []*entry, last uint64) {
	start, end := r.span()
	require.Equal(t, last, end)
	require.LessOrEqual(t, len(r.entries), r.maxEvents)
	var held int64
	for _, e := range r.entries {
		held += envelopeBytes + int64(len(e.event.Data)) + e.frame.size()
	}
	require.Equal(t, held, r.held)
	require.LessOrEqual(t, held, r.maxBytes)
	var want []*entry
	for _, e := range all {
		if e.event.Sequence > start {
			want = append(want, e)
		}
	}
	got, ok := r.after(start, 1000)
	require.True(t, ok)
	require.ElementsMatch(t, want, got)
	if start > 0 {
		_, ok = r.after(start-1, 1)
		require.False(t, ok)
	}
}

// However close events follow each other, nobody waits for ever.
func TestEveryPushIsAnnounced(t *testing.T) {
	t.Parallel()
	r := newRing(defaults)
	for sequence := range uint64(200) {
		news := r.news()
		r.push(&entry{event: eventstore.Recorded{Sequence: sequence + 1}})
		<-news
	}
}
