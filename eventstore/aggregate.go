package eventstore

import (
	"context"
	"fmt"
	"slices"

	"domainflow/domain"
)

// Aggregate joins a decider with the log.
type Aggregate[S, C any, E domain.Event] struct {
	store    *Store
	category string
	decider  domain.Decider[S, C, E]
}

// NewAggregate is for one category; its events must be in the store's registry.
func NewAggregate[S, C any, E domain.Event](store *Store, category string, d domain.Decider[S, C, E]) *Aggregate[S, C, E] {
	return &Aggregate[S, C, E]{store: store, category: category, decider: d}
}

// Ref names the aggregate with this id.
func (a *Aggregate[S, C, E]) Ref(id string) Ref { return Ref{Category: a.category, ID: id} }

// Load gives the state now. One that does not exist is the zero state at sequence 0.
func (a *Aggregate[S, C, E]) Load(ctx context.Context, id string) (Loaded[S, C, E], error) {
	events, err := a.store.Load(ctx, a.Ref(id), 0)
	if err == nil {
		err = checkNotDone(ctx, events)
	}
	if err != nil {
		return Loaded[S, C, E]{}, fmt.Errorf("loading %s: %w", a.Ref(id), err)
	}
	return a.fold(id, events)
}

// LoadAt gives the state as it was after the event at upTo, for ever the same.
func (a *Aggregate[S, C, E]) LoadAt(ctx context.Context, id string, upTo uint64) (Loaded[S, C, E], error) {
	if upTo == 0 {
		return a.fold(id, nil)
	}
	events, err := a.store.Load(ctx, a.Ref(id), upTo)
	if err != nil {
		return Loaded[S, C, E]{}, fmt.Errorf("loading %s at %d: %w", a.Ref(id), upTo, err)
	}
	return a.fold(id, events)
}

func (a *Aggregate[S, C, E]) fold(id string, events []Recorded) (Loaded[S, C, E], error) {
	l := Loaded[S, C, E]{ID: id, aggregate: a}
	for _, recorded := range events {
		event, err := recorded.Decode()
		if err != nil {
			return Loaded[S, C, E]{}, fmt.Errorf("loading %s: %w", a.Ref(id), err)
		}
		own, ok := event.(E)
		if !ok {
			return Loaded[S, C, E]{}, fmt.Errorf("loading %s: %w", a.Ref(id), &UnknownEventError{Name: recorded.Name()})
		}
		l.State, l.Sequence = a.decider.Evolve(l.State, own), recorded.Sequence
	}
	return l, nil
}

// Do carries out one command on one aggregate and gives the state after it. See [Store.Execute].
func (a *Aggregate[S, C, E]) Do(ctx context.Context, m Meta, id string, command C) (Loaded[S, C, E], Outcome, error) {
	var after Loaded[S, C, E]
	out, err := a.store.Execute(ctx, m, []Ref{a.Ref(id)}, func(ctx context.Context) ([]Change, error) {
		before, err := a.Load(ctx, id)
		if err != nil {
			return nil, err
		}
		var change Change
		change, after, err = before.Decide(command)
		return []Change{change}, err
	})
	if err != nil {
		return Loaded[S, C, E]{}, Outcome{}, err
	}
	if out.Repeated {
		after, err = a.Load(ctx, id)
		return after, out, err
	}
	after.Sequence, after.pending = out.Sequence, nil
	return after, out, nil
}

// Loaded is the state of one aggregate and where in the log it stood then.
type Loaded[S, C any, E domain.Event] struct {
	ID    string
	State S
	// Sequence is that of the last event in State that was stored; 0 if there is none.
	Sequence uint64

	aggregate *Aggregate[S, C, E]
	pending   []domain.Event
}

// Decide gives the change that answers the command, and the state after it. Deciding again on the latter adds to the change: the
// last one holds everything since loading, and is the one to append.
func (l Loaded[S, C, E]) Decide(command C) (Change, Loaded[S, C, E], error) {
	events, err := l.aggregate.decider.Decide(l.State, command)
	if err != nil {
		return Change{}, l, err
	}
	after := l
	after.State = l.aggregate.decider.Fold(l.State, events...)
	after.pending = slices.Clone(l.pending)
	for _, event := range events {
		after.pending = append(after.pending, event)
	}
	return Change{ref: l.aggregate.Ref(l.ID), expected: l.Sequence, events: after.pending}, after, nil
}
