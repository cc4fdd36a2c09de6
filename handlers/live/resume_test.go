package live

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"
)

// writer stores small results of a campaign all the time, until it is asked
// for them.
func (r *rig) writer(id string) (written func() []uint64) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan []uint64, 1)
	// A few hundred a second leave the machine to the readers.
	pace := rate.NewLimiter(500, 10)
	go func() {
		var out []uint64
		for pace.Wait(ctx) == nil {
			out = append(out, r.names(id, 1)...)
		}
		done <- out
	}()
	written = sync.OnceValue(func() []uint64 {
		stop()
		return <-done
	})
	r.t.Cleanup(func() { written() })
	return written
}

// sizes of the ring: replays come from it, from the log, and from the log
// again and again, since the ring has moved on meanwhile.
var rings = map[string]int{"large ring": 10_000, "small ring": 50, "tiny ring": 1}

func TestReplayThenLiveUnderAppends(t *testing.T) {
	t.Parallel()
	for name, size := range rings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 1)
			b := defaults
			b.ringEvents = size
			id := r.campaign()
			before := r.names(id, 300)
			f := r.startWith(r.config(0), b)
			written := r.writer(id)
			var clients []*client
			for range 10 {
				c := connect(t, f)
				c.subscribed("s", fields{"campaignIds": []string{id}, "since": before[99]})
				require.Equal(t, before[100], c.next().Sequence)
				clients = append(clients, c)
			}
			want := append(before[101:], written()...)
			for _, c := range clients {
				require.Equal(t, want, c.upTo("s", want[len(want)-1]))
			}
		})
	}
}

func TestCaughtUpComesOnceAndInItsPlace(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	b := defaults
	b.ringEvents = 20
	id := r.campaign()
	r.names(id, 200)
	f := r.startWith(r.config(0), b)
	written := r.writer(id)
	c := connect(t, f)
	head := c.subscribed("s", fields{"campaignIds": []string{id}, "since": 0}).HeadSequence
	caught, seen := 0, uint64(0)
	last := uint64(0)
	for caught == 0 || seen != last {
		m := c.next()
		if m.Type == "caught_up" {
			caught++
			at := decode[caughtUp](t, m).Sequence
			require.GreaterOrEqual(t, at, head)
			require.GreaterOrEqual(t, at, seen, "it was sent all up to there")
			all := written()
			last = all[len(all)-1]
			continue
		}
		seen = m.Sequence
	}
	require.Equal(t, 1, caught)
}

// A client whose connection is cut 100 times, on two instances in turn.
func TestResumesAfterCuts(t *testing.T) {
	t.Parallel()
	for name, size := range rings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 1)
			b := defaults
			b.ringEvents = size
			id := r.campaign()
			feeds := []*running{r.startWith(r.config(0), b), r.startWith(r.config(0), b)}
			written := r.writer(id)
			last := uint64(0)
			var seen []uint64
			for cut := range 100 {
				c := connect(t, feeds[cut%2])
				c.subscribed("s", fields{"campaignIds": []string{id}, "since": last})
				for range rand.N(5) {
					for m := c.next(); ; m = c.next() {
						if m.is("s") {
							last, seen = m.Sequence, append(seen, m.Sequence)
							break
						}
					}
				}
				c.cut()
			}
			want := append([]uint64{1}, written()...)
			c := connect(t, feeds[0])
			c.subscribed("s", fields{"campaignIds": []string{id}, "since": last})
			if last < want[len(want)-1] {
				seen = append(seen, c.upTo("s", want[len(want)-1])...)
			}
			require.Equal(t, want, seen)
			for _, f := range feeds {
				f.stop()
				require.Zero(t, f.melody.Len())
			}
		})
	}
}

func TestSurvivesARestartOfTheLog(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	id := r.campaign()
	f := r.start()
	written := r.writer(id)
	c := connect(t, f)
	c.subscribed("s", fields{"campaignIds": []string{id}, "since": 1})
	seen, err := c.events("s", 50)
	require.NoError(t, err)
	r.servers.Restart(0)
	more, err := c.events("s", 50)
	require.NoError(t, err)
	want := written()
	seen = append(append(seen, more...), c.upTo("s", want[len(want)-1])...)
	require.Equal(t, want, seen)
}

func TestSurvivesNewLeaders(t *testing.T) {
	t.Parallel()
	r := newRig(t, 3)
	id := r.campaign()
	feeds := []*running{r.startWith(r.config(1), defaults), r.startWith(r.config(2), defaults)}
	written := r.writer(id)
	var clients []*client
	for _, f := range feeds {
		c := connect(t, f)
		c.subscribed("s", fields{"campaignIds": []string{id}, "since": 1})
		clients = append(clients, c)
	}
	var seen [2][]uint64
	for range 3 {
		r.servers.StepDown("EVENTS")
		for i, c := range clients {
			more, err := c.events("s", 20)
			require.NoError(t, err)
			seen[i] = append(seen[i], more...)
		}
	}
	want := written()
	for i, c := range clients {
		require.Equal(t, want, append(seen[i], c.upTo("s", want[len(want)-1])...))
	}
}
