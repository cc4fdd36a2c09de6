package eventstore

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"domainflow/domain"
)

type frozen struct {
	Names []string `json:"names"`
}

func (frozen) EventType() string { return "names_resolved" }

// An event of any age must stay readable, so what one looks like on the wire is frozen here.
func TestEnvelopeIsFrozen(t *testing.T) {
	t.Parallel()
	r, err := NewRegistry(map[string][]domain.Event{"campaign": {frozen{}}})
	require.NoError(t, err)
	m := Meta{
		CommandID: uuid.MustParse("0197c5a0-0000-7000-8000-000000000001"), Actor: Actor{ID: "local", Kind: "system"},
		Time: time.Date(2026, 1, 2, 3, 4, 5, 678_000_000, time.UTC), BodyHash: "e3b0c442", CorrelationID: "ä b%c", CausationID: "0197c5a0-1",
		TraceParent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
	}
	at := address{ref: Ref{"campaign", "0197c5a0-0000-7000-8000-000000000002"}, eventType: "names_resolved", part: &Part{Unit: "17", Number: 3, Last: true}}
	e, err := r.partEntry(m, at, frozen{Names: []string{"a.example", "b.example"}}, domain.Counts{"unresolved": 880, "resolved": 120, "error": 0})
	require.NoError(t, err)

	got := wire(e.message())
	want, err := os.ReadFile("testdata/envelope.txt")
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))

	back, err := r.record(message{subject: at.subject(), sequence: 7, header: e.header, data: e.data})
	require.NoError(t, err)
	require.Equal(t, m, back.Meta)
	require.Equal(t, at.part, back.Part)
	require.Equal(t, domain.Counts{"resolved": 120, "unresolved": 880}, back.Counts)
	event, err := back.Decode()
	require.NoError(t, err)
	require.Equal(t, frozen{Names: []string{"a.example", "b.example"}}, event)
}

// wire is a readable picture of a message: subject, headers by name, body.
func wire(m *nats.Msg) []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, m.Subject)
	for _, key := range slices.Sorted(maps.Keys(m.Header)) {
		fmt.Fprintf(&b, "%s: %s\n", key, m.Header.Get(key))
	}
	fmt.Fprintf(&b, "\n%s\n", m.Data)
	return b.Bytes()
}

func TestRecordRefusesHalfAnEnvelope(t *testing.T) {
	t.Parallel()
	r, err := NewRegistry(nil)
	require.NoError(t, err)
	at := address{ref: Ref{"campaign", "c"}, eventType: "started"}
	whole, err := Meta{CommandID: uuid.New(), Time: time.Now()}.header(uuid.New(), at, domain.Counts{"ok": 1})
	require.NoError(t, err)
	_, err = r.record(message{subject: at.subject(), header: whole})
	require.NoError(t, err)
	for key, value := range map[string]string{
		hdrID: "", hdrType: "campaign.paused", hdrCommandID: "7", hdrTime: "yesterday", hdrCounts: "ok=-1", hdrActorID: "%zz",
	} {
		broken := maps.Clone(whole)
		broken.Set(key, value)
		_, err = r.record(message{subject: at.subject(), sequence: 9, header: broken})
		var envelope *EnvelopeError
		require.ErrorAs(t, err, &envelope, key)
		require.Equal(t, uint64(9), envelope.Sequence)
	}
}

func TestPartIDsDifferByPlaceAndContent(t *testing.T) {
	t.Parallel()
	r, err := NewRegistry(map[string][]domain.Event{"campaign": {frozen{}}})
	require.NoError(t, err)
	m, seen := Meta{CommandID: uuid.New()}, map[string]bool{}
	for _, unit := range []string{"1", "2"} {
		for number := range 2 {
			for _, name := range []string{"a", "b"} {
				at := address{ref: Ref{"campaign", "c"}, eventType: "names_resolved", part: &Part{Unit: unit, Number: number}}
				for range 2 {
					e, err := r.partEntry(m, at, frozen{Names: []string{name}}, nil)
					require.NoError(t, err)
					seen[e.header.Get(hdrID)] = true
				}
			}
		}
	}
	require.Len(t, seen, 8)
}
