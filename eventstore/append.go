package eventstore

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"

	"domainflow/domain"
)

// Change is what a decision adds to one aggregate, together with the sequence of the state it was decided on. Only [Loaded.Decide]
// makes one: a sequence that is read again after the decision passes every check and still stores the decision twice (measured).
type Change struct {
	ref      Ref
	expected uint64
	events   []domain.Event
}

// Empty says that there was nothing to do.
func (c Change) Empty() bool { return len(c.events) == 0 }

// Outcome is where a command left the log.
type Outcome struct {
	// Sequence is that of its last event, or of the newest state it was decided on if it had nothing to do. A reader that has reached
	// it sees the command's effect.
	Sequence uint64
	// Changed is false if there was nothing to do.
	Changed bool
	// Repeated says that the events were already in the log, from an earlier attempt of the same command. Time is the [Meta].Time of
	// that attempt: of this very command, if its answer was lost on the way, or of an earlier one with its id.
	Repeated bool
	Time     time.Time
}

// Append stores the events of all changes, or none: [ErrConflict] if any of the aggregates has moved on meanwhile, by another command.
// It tries again by itself where that is safe. A change without events guards nothing.
func (s *Store) Append(ctx context.Context, m Meta, changes ...Change) (Outcome, error) {
	b, err := s.config.Registry.bundle(m, changes)
	if err != nil {
		return Outcome{}, err
	}
	if len(b.entries) == 0 {
		return Outcome{Sequence: b.newest}, nil
	}
	return s.store(ctx, b)
}

// entry is one encoded event and, on the first of each aggregate, the expectation that guards it.
type entry struct {
	at     address
	header nats.Header
	data   []byte
	guard  *Change
}

// message is made afresh for each attempt, since publishing writes into headers.
func (e entry) message() *nats.Msg {
	m := &nats.Msg{Subject: appendPrefix + e.at.subject(), Header: make(nats.Header, len(e.header)+5), Data: e.data}
	for key, values := range e.header {
		m.Header[key] = values
	}
	if e.guard != nil {
		expectLast(m, e.guard.ref, e.guard.expected)
	}
	return m
}

// bundle is all that one Append stores.
type bundle struct {
	meta    Meta
	entries []entry
	newest  uint64
}

func (r *Registry) bundle(m Meta, changes []Change) (bundle, error) {
	b, seen := bundle{meta: m}, map[Ref]bool{}
	if m.CommandID == uuid.Nil {
		return b, fmt.Errorf("%w: no command id", ErrMalformed)
	}
	for _, c := range changes {
		b.newest = max(b.newest, c.expected)
		if c.Empty() {
			continue
		}
		if seen[c.ref] {
			return b, fmt.Errorf("%w: two changes of %s", ErrMalformed, c.ref)
		}
		seen[c.ref] = true
		for i, event := range c.events {
			e, err := r.entry(m, m.eventID(strconv.Itoa(len(b.entries))), address{ref: c.ref, eventType: event.EventType()}, event, nil)
			if err != nil {
				return b, err
			}
			if i == 0 {
				e.guard = &c
			}
			b.entries = append(b.entries, e)
		}
	}
	return b, nil
}

func (r *Registry) entry(m Meta, id uuid.UUID, at address, event domain.Event, counts domain.Counts) (entry, error) {
	if err := at.check(); err != nil {
		return entry{}, err
	}
	data, err := r.encode(at.ref.Category, event)
	if err != nil {
		return entry{}, err
	}
	header, err := m.header(id, at, counts)
	return entry{at: at, header: header, data: data}, err
}

// store repeats attempts until the outcome is known. An attempt of unknown outcome may be repeated, since its expectation lets at
// most one of them in.
func (s *Store) store(ctx context.Context, b bundle) (Outcome, error) {
	again := s.pacer()
	for {
		sequence, err := s.publish(ctx, b.entries)
		if ctx.Err() != nil && err != nil {
			return Outcome{}, ctx.Err()
		}
		v := judge(err)
		switch v {
		case stored:
			return Outcome{Sequence: sequence, Changed: true}, nil
		case lost:
			return s.resolve(ctx, b, ErrConflict)
		case repeated:
			return s.resolve(ctx, b, ErrCommandReused)
		case doubtful:
			if out, err := s.resolve(ctx, b, ErrNotFound); err == nil {
				return out, nil
			}
		}
		if !again(ctx, v) {
			return Outcome{}, failure(v, err)
		}
	}
}

func (s *Store) publish(ctx context.Context, entries []entry) (uint64, error) {
	if len(entries) == 1 {
		return s.publishOne(ctx, entries[0].message())
	}
	messages := make([]*nats.Msg, len(entries))
	for i, e := range entries {
		messages[i] = e.message()
	}
	return s.publishBatch(ctx, messages)
}

// resolve looks in the first aggregate of b for an event of this very command, which may be stored although the answer sounded
// otherwise: on a single server a repeated attempt meets its own first one as a conflict. Since a batch is all or none, one aggregate
// tells for all. If there is none it fails with absent.
func (s *Store) resolve(ctx context.Context, b bundle, absent error) (Outcome, error) {
	events, err := s.Load(ctx, b.entries[0].at.ref, 0)
	if err != nil {
		return Outcome{}, err
	}
	for _, event := range events {
		if event.CommandID == b.meta.CommandID {
			return s.repetition(ctx, b.meta, event)
		}
	}
	return Outcome{}, absent
}

// repetition is the outcome of a command whose event r was found in the log.
func (s *Store) repetition(ctx context.Context, m Meta, r Recorded) (Outcome, error) {
	if r.BodyHash != m.BodyHash {
		return Outcome{}, fmt.Errorf("%w: event %d", ErrCommandReused, r.Sequence)
	}
	for r.open {
		var err error
		if r, err = s.leaderGet(ctx, getRequest{Sequence: r.Sequence + 1}); err != nil {
			return Outcome{}, err
		}
	}
	return Outcome{Sequence: r.Sequence, Changed: true, Repeated: true, Time: r.Time}, nil
}

// pacer waits a few ms between attempts and says when to give up: after [Config].Patience, but where JetStream is not there at all,
// after [Config].RequestTimeout, which spans most elections of a leader.
func (s *Store) pacer() func(context.Context, verdict) bool {
	start, attempt := time.Now(), 0
	return func(ctx context.Context, v verdict) bool {
		patience := s.config.Patience
		switch v {
		case full, malformed:
			return false
		case down:
			patience = min(patience, s.config.RequestTimeout)
		}
		attempt++
		return time.Since(start) < patience && pause(ctx, attempt) == nil
	}
}
