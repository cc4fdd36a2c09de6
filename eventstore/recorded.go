package eventstore

import (
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"domainflow/domain"
)

// Recorded is one event as the log holds it.
type Recorded struct {
	// Sequence is the place in the log: its order, its version, its position to resume from.
	Sequence uint64
	// StoredAt is when JetStream stored it.
	StoredAt time.Time
	// ID is its ce-id.
	ID string
	// Ref is whose event it is, Type its last word: "started".
	Ref  Ref
	Type string
	Meta
	// Part is set for results of a run and nil for lifecycle events.
	Part   *Part
	Counts domain.Counts
	// Data is the JSON body, nil when only headers were asked for.
	Data []byte

	registry *Registry
	// open says that further events of the same batch follow.
	open bool
}

// Name is the type within its category: "campaign.started".
func (r Recorded) Name() string { return join(r.Ref.Category, r.Type) }

// Subject is where it is stored, and where plain subscribers see it.
func (r Recorded) Subject() string {
	return address{ref: r.Ref, eventType: r.Type, part: r.Part}.subject()
}

// Decode gives the event in its present form. It fails with [*UnknownEventError] for a type the registry does not have.
func (r Recorded) Decode() (domain.Event, error) {
	event, err := r.registry.decode(r.Ref.Category, r.Type, r.Data)
	if err != nil {
		return nil, fmt.Errorf("event %d: %w", r.Sequence, err)
	}
	return event, nil
}

// message is a stored message before it is understood.
type message struct {
	subject  string
	sequence uint64
	at       time.Time
	header   nats.Header
	data     []byte
}

// record understands a stored message, or says why it is no event ([*EnvelopeError]).
func (r *Registry) record(m message) (Recorded, error) {
	a, err := parseSubject(m.subject)
	if err != nil {
		return Recorded{}, &EnvelopeError{m.sequence, err}
	}
	rec := Recorded{
		Sequence: m.sequence, StoredAt: m.at, ID: m.header.Get(hdrID), Ref: a.ref, Type: a.eventType, Part: a.part,
		Data: m.data, registry: r, open: midBatch(m.header),
	}
	if name := m.header.Get(hdrType); rec.ID == "" || name != rec.Name() {
		return Recorded{}, &EnvelopeError{m.sequence, fmt.Errorf("%w %s or %s: %q on %s", errHeader, hdrID, hdrType, name, m.subject)}
	}
	if rec.Meta, err = parseMeta(m.header); err != nil {
		return Recorded{}, &EnvelopeError{m.sequence, err}
	}
	if rec.Counts, err = parseCounts(m.header.Get(hdrCounts)); err != nil {
		return Recorded{}, &EnvelopeError{m.sequence, err}
	}
	if rec.Part != nil {
		rec.Part.Last = m.header.Get(hdrLast) == "1"
	}
	return rec, nil
}
