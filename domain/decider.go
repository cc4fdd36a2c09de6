package domain

// Decider is all there is to an aggregate: how a command is answered and how
// an event moves the state. The zero S means "nothing happened yet".
type Decider[S, C, E any] struct {
	// Decide answers a command. No events and no error mean that there is
	// nothing to do, which is success. A refusal is an [*Error].
	Decide func(state S, command C) ([]E, error)
	// Evolve applies what happened. It never fails and never checks rules.
	Evolve func(state S, event E) S
}

// Fold applies events in order.
func (d Decider[S, C, E]) Fold(state S, events ...E) S {
	for _, e := range events {
		state = d.Evolve(state, e)
	}
	return state
}
