package eventstore

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Execute carries a command out: decide loads what it needs by the ctx it is given and says what changes; if an aggregate has moved on
// meanwhile it is asked again. locks are the aggregates it will change, as far as they are known; within this Store, commands on the
// same aggregate then wait for each other instead of racing.
//
// A command whose events are in the log already is not decided again: inside decide, [Aggregate.Load] notices, and Execute gives
// the outcome of back then. [ErrContention] if others were faster for as long as [Config].Patience.
func (s *Store) Execute(ctx context.Context, m Meta, locks []Ref, decide func(context.Context) ([]Change, error)) (Outcome, error) {
	deadline := time.Now().Add(s.config.Patience)
	release, err := s.lock(ctx, deadline, locks)
	if err != nil {
		return Outcome{}, err
	}
	defer release()
	for attempt := 1; ; attempt++ {
		out, err := s.attempt(ctx, m, decide)
		if !errors.Is(err, ErrConflict) {
			return out, err
		}
		if time.Now().After(deadline) {
			return Outcome{}, fmt.Errorf("%w: %d attempts", ErrContention, attempt)
		}
		if err := pause(ctx, attempt); err != nil {
			return Outcome{}, err
		}
	}
}

func (s *Store) attempt(ctx context.Context, m Meta, decide func(context.Context) ([]Change, error)) (Outcome, error) {
	changes, err := decide(context.WithValue(ctx, commandKey{}, m))
	var done *alreadyDone
	if errors.As(err, &done) {
		return s.repetition(ctx, m, done.event)
	}
	if err != nil {
		return Outcome{}, err
	}
	return s.Append(ctx, m, changes...)
}

func (s *Store) lock(ctx context.Context, deadline time.Time, refs []Ref) (release func(), err error) {
	limited, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	release, err = s.locks.acquire(limited, refs)
	if err != nil && ctx.Err() == nil {
		return nil, fmt.Errorf("%w: waiting for %v", ErrContention, refs)
	}
	return release, err
}

// commandKey carries the command being executed to the loads inside decide.
type commandKey struct{}

// alreadyDone travels from such a load to Execute, through whatever decide does with errors, as long as it keeps them wrapped.
type alreadyDone struct{ event Recorded }

func (e *alreadyDone) Error() string {
	return fmt.Sprintf("eventstore: the command was carried out before, see event %d", e.event.Sequence)
}

// checkNotDone fails if one of events stems from the command being executed in ctx, if any.
func checkNotDone(ctx context.Context, events []Recorded) error {
	m, executing := ctx.Value(commandKey{}).(Meta)
	if !executing {
		return nil
	}
	for _, event := range events {
		if event.CommandID == m.CommandID {
			return &alreadyDone{event}
		}
	}
	return nil
}
