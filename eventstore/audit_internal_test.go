package eventstore

import (
	"encoding/hex"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"domainflow/domain"
)

// inLog is a message of the log as this package would have written it.
func inLog(sequence uint64, command uuid.UUID) message {
	m := Meta{CommandID: command, Time: time.Unix(0, 0)}
	a := address{ref: Ref{"counter", "a"}, eventType: "raised"}
	h, _ := m.header(uuid.NewSHA1(command, []byte{byte(sequence)}), a, nil)
	return message{subject: a.subject(), sequence: sequence, at: time.Unix(1, 2).UTC(), header: h, data: []byte("{}")}
}

func TestAuditMissesNoGapAndNoCutBatch(t *testing.T) {
	t.Parallel()
	registry, err := NewRegistry(map[string][]domain.Event{"counter": {raisedEvent{}}})
	require.NoError(t, err)
	a := (&Store{config: Config{Registry: registry}}).NewAudit()
	one, two := uuid.New(), uuid.New()
	open := inLog(4, one)
	open.header.Set(hdrBatchID, "b")
	for _, m := range []message{inLog(1, one), inLog(3, one), open, inLog(5, two), inLog(6, one)} {
		require.NoError(t, a.read(m))
	}
	require.Len(t, a.Findings, 2)
	require.Equal(t, []uint64{3, 5}, []uint64{a.Findings[0].Sequence, a.Findings[1].Sequence})
	require.ErrorIs(t, a.Findings[0].Err, ErrMissing)
	require.ErrorIs(t, a.Findings[1].Err, ErrBatchCut)
}

type raisedEvent struct{}

func (raisedEvent) EventType() string { return "raised" }

// The digest is what auditors have noted: it never changes.
func TestDigestIsTheSameForEver(t *testing.T) {
	t.Parallel()
	m := message{
		subject: "domainflow.counter.a.raised", sequence: 1, at: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC),
		header: nats.Header{"ce-id": {"i"}, "a": {"1", "2"}}, data: []byte(`{"by":"x"}`),
	}
	d := chain{}.with(m)
	// By another program from what Audit.Digest says.
	require.Equal(t, "f842dadbe011571413224eee15f21e19c1187a4d8b61af72c4b734ade66f235d", hex.EncodeToString(d[:]))
	for name, change := range map[string]func(*message){
		"sequence": func(m *message) { m.sequence++ },
		"time":     func(m *message) { m.at = m.at.Add(1) },
		"subject":  func(m *message) { m.subject += "x" },
		"key":      func(m *message) { m.header = nats.Header{"ce-ie": {"i"}, "a": {"1", "2"}} },
		"value":    func(m *message) { m.header = nats.Header{"ce-id": {"i"}, "a": {"12"}} },
		"body":     func(m *message) { m.data = []byte(`{"by":"y"}`) },
	} {
		other := m
		change(&other)
		require.NotEqual(t, d, chain{}.with(other), name)
		require.NotEqual(t, d.with(m), d.with(other), name)
	}
}
