package eventstore

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"domainflow/domain"
)

// Audit reads the log from its beginning and tells whether it is sound: every message an event that can be decoded, none missing, no id
// twice, parts of a unit dense up to one last, counts in headers as in bodies, no batch cut short. Whether events make sense to a
// decider is not its business.
//
// It holds some 40 bytes an event.
type Audit struct {
	// Sequence is how far it has come, Events how many events there were.
	Sequence uint64
	Events   int
	// Findings are the first faults, Faults how many there are in all.
	Findings []Finding
	Faults   int

	store  *Store
	digest chain
	ids    map[uuid.UUID]struct{}
	units  map[unit]progress
	// batch is the command of a batch that is not over yet.
	batch uuid.UUID
}

// Finding is a fault of the log at one event.
type Finding struct {
	Sequence uint64
	Err      error
}

// maxFindings bounds what a log that is wholly unreadable says.
const maxFindings = 100

// unit is one unit of work of one aggregate.
type unit struct {
	ref             Ref
	eventType, name string
}

// progress is the number of the next part of a unit, and whether its last part was there.
type progress struct {
	next int
	over bool
}

// Faults of a log. A [*EnvelopeError] or an error of decoding is one, too.
var (
	ErrMissing   = errors.New("events are missing before it")
	ErrRepeated  = errors.New("its id is that of an earlier event")
	ErrPartOrder = errors.New("its part is not the next one of its unit")
	ErrCounts    = errors.New("its counts are not those of its body")
	ErrBatchCut  = errors.New("it stands inside a batch of another command")
)

// NewAudit begins one.
func (s *Store) NewAudit() *Audit {
	return &Audit{store: s, ids: map[uuid.UUID]struct{}{}, units: map[unit]progress{}}
}

// UpTo goes on to a sequence, which the log must have reached.
func (a *Audit) UpTo(ctx context.Context, sequence uint64) error {
	fo := &follower{store: a.store, filter: Filter{UpTo: sequence}, position: a.Sequence, raw: a.read}
	return fo.run(ctx)
}

// Digest is a rolling SHA-256 of all events so far: whoever noted one can tell later whether the log up to there is still the same.
//
//	digest(0) = 32 zero bytes
//	digest(n) = SHA-256(digest(n-1), sequence, time of storing in ns since 1970, subject, headers, body)
//
// with numbers as 8 bytes, big endian, and each text after the number of its bytes. Headers are the number of their keys and, by key,
// the key, the number of its values, and these.
func (a *Audit) Digest() [sha256.Size]byte { return a.digest }

func (a *Audit) read(m message) error {
	if m.sequence != a.Sequence+1 {
		a.find(m.sequence, fmt.Errorf("%d %w", m.sequence-a.Sequence-1, ErrMissing))
	}
	a.Sequence, a.Events = m.sequence, a.Events+1
	a.digest = a.digest.with(m)
	r, err := a.store.config.Registry.record(m)
	if err != nil {
		a.find(m.sequence, err)
		return nil
	}
	a.examine(r)
	return nil
}

func (a *Audit) find(sequence uint64, err error) {
	if a.Faults++; len(a.Findings) < maxFindings {
		a.Findings = append(a.Findings, Finding{sequence, err})
	}
}

func (a *Audit) examine(r Recorded) {
	for _, err := range []error{a.body(r), a.once(r), a.part(r), a.together(r)} {
		if err != nil {
			a.find(r.Sequence, err)
		}
	}
}

func (a *Audit) body(r Recorded) error {
	event, err := r.Decode()
	if err != nil {
		return err
	}
	counted, ok := event.(interface{ Counts() domain.Counts })
	if !ok || r.Part == nil {
		return nil
	}
	if want := counted.Counts(); !sameCounts(want, r.Counts) {
		return fmt.Errorf("%w: %v and %v", ErrCounts, r.Counts, want)
	}
	return nil
}

func sameCounts(a, b domain.Counts) bool {
	for status, n := range a {
		if b[status] != n {
			return false
		}
	}
	return a.Total() == b.Total()
}

func (a *Audit) once(r Recorded) error {
	id, err := uuid.Parse(r.ID)
	if err != nil {
		return &EnvelopeError{r.Sequence, err}
	}
	if _, known := a.ids[id]; known {
		return ErrRepeated
	}
	a.ids[id] = struct{}{}
	return nil
}

func (a *Audit) part(r Recorded) error {
	if r.Part == nil {
		return nil
	}
	u := unit{r.Ref, r.Type, r.Part.Unit}
	p := a.units[u]
	a.units[u] = progress{r.Part.Number + 1, p.over || r.Part.Last}
	if p.over || r.Part.Number != p.next {
		return fmt.Errorf("%w: %d", ErrPartOrder, r.Part.Number)
	}
	return nil
}

// together holds the events of a batch to being next to each other.
func (a *Audit) together(r Recorded) (err error) {
	if a.batch != uuid.Nil && a.batch != r.CommandID {
		err = ErrBatchCut
	}
	if a.batch = uuid.Nil; r.open {
		a.batch = r.CommandID
	}
	return err
}
