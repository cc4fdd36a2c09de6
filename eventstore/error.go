package eventstore

import (
	"errors"
	"fmt"
)

var (
	// ErrConflict: another command was stored since the state was loaded, and it was not this one. Load and decide again.
	ErrConflict = errors.New("eventstore: the aggregate has changed since it was loaded")
	// ErrContention: others kept winning until the patience of [Config] was used up. Nothing was stored.
	ErrContention = errors.New("eventstore: too many writers at once")
	// ErrUnavailable: JetStream did not answer, or said it cannot. What was to be stored may be stored nevertheless;
	// the same command id, tried again, finds out.
	ErrUnavailable = errors.New("eventstore: event store is unavailable")
	// ErrStorageFull is an [ErrUnavailable] that does not pass by itself.
	ErrStorageFull = fmt.Errorf("%w: no room for more events", ErrUnavailable)
	// ErrMalformed is a defect of the caller: unregistered or oversized event, two changes of one aggregate, a word that is no token.
	ErrMalformed = errors.New("eventstore: this cannot be stored")
	// ErrCommandReused: the command id stands in the log already, for another command. With another body this is noticed for ever; with
	// other aggregates, for as long as the stream remembers message ids (2 min).
	ErrCommandReused = errors.New("eventstore: the command id was used for another command")
	// ErrNotFound: the log has no such event.
	ErrNotFound = errors.New("eventstore: no such event")
	// ErrPartTaken is what a [PartTakenError] is.
	ErrPartTaken = errors.New("eventstore: the part is stored already")
)

// PartTakenError carries the event that came first, so that the loser can take its results over.
type PartTakenError struct{ Winner Recorded }

func (e *PartTakenError) Error() string {
	return fmt.Sprintf("%v: %s at %d", ErrPartTaken, e.Winner.Subject(), e.Winner.Sequence)
}

func (e *PartTakenError) Is(target error) bool { return target == ErrPartTaken }

// EnvelopeError: a message in the stream is not an event as this package writes them. Readers stop there instead of skipping it.
type EnvelopeError struct {
	Sequence uint64
	Err      error
}

func (e *EnvelopeError) Error() string {
	return fmt.Sprintf("eventstore: message %d is no event: %v", e.Sequence, e.Err)
}

func (e *EnvelopeError) Unwrap() error { return e.Err }
