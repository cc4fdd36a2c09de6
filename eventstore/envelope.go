package eventstore

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"domainflow/domain"
)

// Headers of an event: CloudEvents 1.0 attributes in binary mode (cloudevents spec, NATS protocol binding, working draft), values
// percent-encoded; extensions of ours are ce- too, but for what readers of headers only need often.
const (
	hdrSpecVersion = "ce-specversion"
	hdrID          = "ce-id"
	hdrType        = "ce-type"
	hdrSource      = "ce-source"
	hdrSubject     = "ce-subject"
	hdrTime        = "ce-time"
	hdrSchema      = "ce-dataschema"
	hdrContentType = "Content-Type"

	hdrCommandID     = "ce-commandid"
	hdrBodyHash      = "ce-bodyhash"
	hdrActorID       = "ce-actorid"
	hdrActorKind     = "ce-actorkind"
	hdrCorrelationID = "ce-correlationid"
	hdrCausationID   = "ce-causationid"
	hdrTraceParent   = "traceparent"

	hdrCounts = "df-counts"
	hdrLast   = "last"
)

const (
	specVersion  = "1.0"
	eventSource  = "domainflow"
	schemaPrefix = "urn:domainflow:event:"
	contentType  = "application/json"
)

// Actor is who asked. Kind is user, api_key or system. People are known by id only.
type Actor struct{ ID, Kind string }

// Meta is what every event of one command shares.
type Meta struct {
	// CommandID names the command for ever: the same on every retry of it, and used for nothing else, since the ids of its events
	// derive from it.
	CommandID uuid.UUID
	Actor     Actor
	// Time is when it was decided, to the nanosecond, UTC. For people; sequences are the order.
	Time time.Time
	// BodyHash tells a retry from another command with the same id. May be empty.
	BodyHash                   string
	CorrelationID, CausationID string
	// TraceParent is the W3C header of that name. May be empty.
	TraceParent string
}

// eventID is the same on every attempt to store the same event. name is its index in the command, or for parts its place and content.
func (m Meta) eventID(name string) uuid.UUID { return uuid.NewSHA1(m.CommandID, []byte(name)) }

// header makes a fresh header for one event.
func (m Meta) header(id uuid.UUID, a address, counts domain.Counts) (nats.Header, error) {
	h := nats.Header{}
	h.Set(hdrSpecVersion, specVersion)
	h.Set(hdrID, id.String())
	h.Set(hdrType, join(a.ref.Category, a.eventType))
	h.Set(hdrSource, eventSource)
	h.Set(hdrSubject, a.ref.ID)
	h.Set(hdrTime, m.Time.UTC().Format(time.RFC3339Nano))
	h.Set(hdrSchema, DataSchema(a.ref.Category, a.eventType))
	h.Set(hdrContentType, contentType)
	h.Set(hdrCommandID, m.CommandID.String())
	h.Set(jetstream.MsgIDHeader, id.String())
	setIfAny(h, hdrActorID, m.Actor.ID)
	setIfAny(h, hdrActorKind, m.Actor.Kind)
	setIfAny(h, hdrBodyHash, m.BodyHash)
	setIfAny(h, hdrCorrelationID, m.CorrelationID)
	setIfAny(h, hdrCausationID, m.CausationID)
	setIfAny(h, hdrTraceParent, m.TraceParent)
	if a.part != nil && a.part.Last {
		h.Set(hdrLast, "1")
	}
	encoded, err := formatCounts(counts)
	if encoded != "" {
		h.Set(hdrCounts, encoded)
	}
	return h, err
}

// DataSchema is the ce-dataschema of a type of event, and the $id of its JSON Schema. Both are frozen: the log holds them.
func DataSchema(category, eventType string) string { return schemaPrefix + join(category, eventType) }

func setIfAny(h nats.Header, key, value string) {
	if value != "" {
		h.Set(key, url.PathEscape(value))
	}
}

var errHeader = errors.New("missing or unreadable header")

// parseMeta is the reverse of header, for what is in Meta.
func parseMeta(h nats.Header) (Meta, error) {
	var m Meta
	var err error
	if m.CommandID, err = uuid.Parse(h.Get(hdrCommandID)); err != nil {
		return m, fmt.Errorf("%w %s: %w", errHeader, hdrCommandID, err)
	}
	if m.Time, err = parseTime(h.Get(hdrTime)); err != nil {
		return m, err
	}
	for _, f := range []struct {
		key   string
		value *string
	}{
		{hdrActorID, &m.Actor.ID}, {hdrActorKind, &m.Actor.Kind}, {hdrBodyHash, &m.BodyHash}, {hdrCorrelationID, &m.CorrelationID},
		{hdrCausationID, &m.CausationID}, {hdrTraceParent, &m.TraceParent},
	} {
		if *f.value, err = url.PathUnescape(h.Get(f.key)); err != nil {
			return m, fmt.Errorf("%w %s: %w", errHeader, f.key, err)
		}
	}
	return m, nil
}

// parseTime takes RFC 3339 in UTC, as header writes it.
func parseTime(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w %s: %w", errHeader, hdrTime, err)
	}
	return t.UTC(), nil
}
