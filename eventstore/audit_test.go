package eventstore_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/eventstore"
)

// history is a sound log of both kinds of events.
func history(t *testing.T, s *eventstore.Store) (last uint64) {
	t.Helper()
	counters := newCounters(s)
	_, _, err := counters.Do(t.Context(), meta(), "a", command{Raise: "x", Times: 3})
	require.NoError(t, err)
	for number, final := range []bool{false, true} {
		part := eventstore.Part{Unit: "0", Number: number, Last: final}
		last, err = s.AppendPart(t.Context(), meta(), eventstore.Ref{Category: category, ID: "a"}, part,
			sampled{Names: []string{"x", "y"}}, domain.Counts{"sampled": 2})
		require.NoError(t, err)
	}
	return last
}

func TestSoundLogHasNoFindings(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		last := history(t, r.store(0))
		whole, halves := r.store(1).NewAudit(), r.store(2).NewAudit()
		require.NoError(t, whole.UpTo(t.Context(), last))
		require.NoError(t, halves.UpTo(t.Context(), 2))
		half := halves.Digest()
		require.NoError(t, halves.UpTo(t.Context(), last))
		require.Empty(t, whole.Findings)
		require.Equal(t, []any{last, int(last)}, []any{whole.Sequence, whole.Events})
		require.Equal(t, whole.Digest(), halves.Digest())
		require.NotEqual(t, half, whole.Digest())
	})
}

func TestEveryFaultOfALogIsFound(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	history(t, r.store(0))
	js, err := jetstream.New(r.Conns[0])
	require.NoError(t, err)
	// forge stores what eventstore never would.
	forge := func(subject, body string, headers ...string) uint64 {
		eventType := headers[0]
		h := nats.Header{
			"ce-id": {uuid.NewString()}, "ce-type": {category + "." + eventType}, "ce-time": {"2026-01-01T00:00:00Z"},
			"ce-commandid": {uuid.NewString()},
		}
		for i := 1; i < len(headers); i += 2 {
			h.Set(headers[i], headers[i+1])
		}
		ack, err := js.PublishMsg(t.Context(), &nats.Msg{Subject: "append.domainflow." + category + "." + subject, Header: h, Data: []byte(body)})
		require.NoError(t, err)
		return ack.Sequence
	}
	first, err := r.store(0).AtSequence(t.Context(), 1)
	require.NoError(t, err)
	want := map[uint64]any{
		forge("b.raised", `{}`, "closed"):                                              new(eventstore.EnvelopeError),
		forge("b.strange", `{}`, "strange"):                                            new(eventstore.UnknownEventError),
		forge("b.raised", `{"by":1}`, "raised"):                                        nil,
		forge("b.raised", `{}`, "raised", "ce-id", first.ID):                           eventstore.ErrRepeated,
		forge("b.raised", `{}`, "raised", "ce-id", "none"):                             new(eventstore.EnvelopeError),
		forge("a.sampled.0.2", `{}`, "sampled"):                                        eventstore.ErrPartOrder,
		forge("a.sampled.1.1", `{}`, "sampled"):                                        eventstore.ErrPartOrder,
		forge("a.sampled.2.0", `{}`, "sampled", "df-counts", "zero=a"):                 new(eventstore.EnvelopeError),
		forge("a.sampled.3.0", `{"names":["x"]}`, "sampled", "df-counts", "sampled=2"): eventstore.ErrCounts,
	}
	last := forge("b.raised", `{}`, "raised")
	audit := r.store(0).NewAudit()
	require.NoError(t, audit.UpTo(t.Context(), last))
	require.Equal(t, len(want), audit.Faults)
	for _, f := range audit.Findings {
		expected, known := want[f.Sequence]
		require.True(t, known, "%d: %v", f.Sequence, f.Err)
		switch expected := expected.(type) {
		case *eventstore.EnvelopeError:
			require.ErrorAs(t, f.Err, &expected)
		case *eventstore.UnknownEventError:
			require.ErrorAs(t, f.Err, &expected)
		case error:
			require.ErrorIs(t, f.Err, expected)
		}
	}
}
