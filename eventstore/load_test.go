package eventstore_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"domainflow/eventstore"
)

// A decision on the state of another server's past could refuse what should be accepted, and nothing would notice.
func TestLoadIsCurrentOnEveryServer(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		id := newID()
		for i := range 40 {
			_, out, err := newCounters(r.store(i)).Do(t.Context(), meta(), id, command{Raise: strconv.Itoa(i)})
			require.NoError(t, err)
			for n := range r.stores {
				l, err := newCounters(r.store(n)).Load(t.Context(), id)
				require.NoError(t, err)
				require.Equal(t, i+1, l.State.Raises)
				require.Equal(t, out.Sequence, l.Sequence)
			}
		}
	})
}

// More events than one request brings, for a loader and for a follower.
func TestManyEventsAreReadWhole(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		id := newID()
		for range 2 {
			_, _, err := newCounters(r.store(0)).Do(t.Context(), meta(), id, command{Raise: "x", Times: 800})
			require.NoError(t, err)
		}
		l, err := newCounters(r.store(1)).Load(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, 1600, l.State.Raises)
		l, err = newCounters(r.store(1)).LoadAt(t.Context(), id, 700)
		require.NoError(t, err)
		require.Equal(t, 700, l.State.Raises)
		requireGapless(t, readAll(t, r.store(1)), 1600)
	})
}

// More bytes than one request may bring.
func TestLargeEventsAreReadWhole(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		run, large := ref(newID()), sampled{Names: []string{strings.Repeat("x", 700<<10)}}
		for number := range 30 {
			_, err := r.store(0).AppendPart(t.Context(), meta(), run, eventstore.Part{Unit: "u", Number: number}, large, nil)
			require.NoError(t, err)
		}
		events := readAll(t, r.store(1))
		requireGapless(t, events, 30)
		event, err := events[29].Decode()
		require.NoError(t, err)
		require.Equal(t, large, event)
		require.Eventually(t, func() bool {
			parts, err := r.store(1).Parts(t.Context(), run, "sampled", "u")
			return err == nil && len(parts) == 30
		}, patient, tick)
	})
}

func requireGapless(t *testing.T, events []eventstore.Recorded, n int) {
	t.Helper()
	require.Len(t, events, n)
	for i, e := range events {
		require.Equal(t, uint64(i+1), e.Sequence)
	}
}

// Where no replica answers, as where the one asked is behind, the leader has the rest.
func TestLoadNeedsNoReplica(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		id := newID()
		_, out, err := newCounters(r.store(0)).Do(t.Context(), meta(), id, command{Raise: "x", Times: 5})
		require.NoError(t, err)
		config := streamOf(t, r)
		config.AllowDirect = false
		js, err := jetstream.New(r.Conns[0])
		require.NoError(t, err)
		_, err = js.UpdateStream(t.Context(), config)
		require.NoError(t, err)

		l, err := newCounters(r.store(0)).Load(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, 5, l.State.Raises)
		require.Equal(t, out.Sequence, l.Sequence)
		l, err = newCounters(r.store(0)).LoadAt(t.Context(), id, 3)
		require.NoError(t, err)
		require.Equal(t, 3, l.State.Raises)
		event, err := r.store(0).AtSequence(t.Context(), 2)
		require.NoError(t, err)
		require.Equal(t, uint64(2), event.Sequence)
	})
}
