package eventstore_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"domainflow/domain"
	"domainflow/eventstore"
)

func TestPartHasOneWriterForEver(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		run := ref(newID())
		for number := range 10 {
			place := eventstore.Part{Unit: "u-1", Number: number, Last: number == 9}
			results, g := [4]error{}, errgroup.Group{}
			for n := range results {
				g.Go(func() error {
					names := sampled{Names: []string{"by" + strconv.Itoa(n)}}
					_, results[n] = r.store(n).AppendPart(t.Context(), meta(), run, place, names, domain.Counts{"ok": int64(n) + 1})
					return nil
				})
			}
			require.NoError(t, g.Wait())
			requireOneWinner(t, r, run, place, results[:])
		}
		requireExpectationsHeld(t, r)
	})
}

func requireOneWinner(t *testing.T, r rig, run eventstore.Ref, place eventstore.Part, results []error) {
	t.Helper()
	stored, err := r.store(0).Part(t.Context(), run, "sampled", place.Unit, place.Number)
	require.NoError(t, err)
	require.Equal(t, &place, stored.Part)
	event, err := stored.Decode()
	require.NoError(t, err)
	winner, err := strconv.Atoi(strings.TrimPrefix(event.(sampled).Names[0], "by"))
	require.NoError(t, err)
	require.Equal(t, domain.Counts{"ok": int64(winner) + 1}, stored.Counts)
	for n, err := range results {
		if n == winner {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, eventstore.ErrPartTaken)
		var taken *eventstore.PartTakenError
		require.ErrorAs(t, err, &taken)
		require.Equal(t, stored.ID, taken.Winner.ID)
	}
}

// The same attempt tried again is a lost acknowledgement; the same worker with other content is somebody else.
func TestOwnPartIsRecognised(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		run, m, place := ref(newID()), meta(), eventstore.Part{Unit: "u", Number: 0}
		first, err := r.store(0).AppendPart(t.Context(), m, run, place, sampled{Names: []string{"a"}}, nil)
		require.NoError(t, err)
		again, err := r.store(1).AppendPart(t.Context(), m, run, place, sampled{Names: []string{"a"}}, nil)
		require.NoError(t, err)
		require.Equal(t, first, again)
		_, err = r.store(0).AppendPart(t.Context(), m, run, place, sampled{Names: []string{"b"}}, nil)
		require.ErrorIs(t, err, eventstore.ErrPartTaken)
		second, err := r.store(0).AppendPart(t.Context(), m, run, eventstore.Part{Unit: "u", Number: 1}, sampled{Names: []string{"b"}}, nil)
		require.NoError(t, err)
		require.Equal(t, first+1, second)
	})
}

func TestPartsEndAtTheFirstHole(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		s, run := r.store(0), ref(newID())
		for _, number := range []int{0, 1, 3} {
			_, err := s.AppendPart(t.Context(), meta(), run, eventstore.Part{Unit: "7-0", Number: number}, sampled{}, nil)
			require.NoError(t, err)
		}
		_, err := s.AppendPart(t.Context(), meta(), run, eventstore.Part{Unit: "7-1"}, sampled{}, nil)
		require.NoError(t, err)
		// A replica may be behind, so wait for one that is not.
		require.Eventually(t, func() bool {
			parts, err := s.Parts(t.Context(), run, "sampled", "7-0")
			return err == nil && len(parts) == 2 && parts[1].Part.Number == 1
		}, patient, tick)
		none, err := s.Parts(t.Context(), run, "sampled", "8")
		require.NoError(t, err)
		require.Empty(t, none)
	})
}

func TestManyPartsAreReadInPages(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		s, run, g := r.store(0), ref(newID()), errgroup.Group{}
		g.SetLimit(16)
		for number := range 600 {
			g.Go(func() error {
				_, err := s.AppendPart(t.Context(), meta(), run, eventstore.Part{Unit: "u", Number: number}, sampled{}, nil)
				return err
			})
		}
		require.NoError(t, g.Wait())
		require.Eventually(t, func() bool {
			parts, err := s.Parts(t.Context(), run, "sampled", "u")
			return err == nil && len(parts) == 600
		}, patient, tick)
	})
}

func TestMissingEventsAreNotFound(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		s, run := r.store(0), ref(newID())
		_, err := s.Part(t.Context(), run, "sampled", "u", 0)
		require.ErrorIs(t, err, eventstore.ErrNotFound)
		_, err = s.AtSequence(t.Context(), 1)
		require.ErrorIs(t, err, eventstore.ErrNotFound)
		_, err = s.AtSubject(t.Context(), "domainflow.counter.a.raised")
		require.ErrorIs(t, err, eventstore.ErrNotFound)
		_, err = s.AtSubject(t.Context(), "domainflow.counter.*.raised")
		require.ErrorIs(t, err, eventstore.ErrMalformed)

		sequence, err := s.AppendPart(t.Context(), meta(), run, eventstore.Part{Unit: "u"}, sampled{Names: []string{"a"}}, nil)
		require.NoError(t, err)
		bySequence, err := s.AtSequence(t.Context(), sequence)
		require.NoError(t, err)
		bySubject, err := s.AtSubject(t.Context(), bySequence.Subject())
		require.NoError(t, err)
		require.Equal(t, bySequence, bySubject)
	})
}
