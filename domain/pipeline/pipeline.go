// Package pipeline decides about linked campaigns that were created by one
// command: names, which of them exist, and which of those matter.
//
//	(none) -- create, with all its campaigns --> exists
//
// A pipeline holds no work and no status of its own: both are those of its
// campaigns, its steps. Its commands are commands on them, appended in one
// batch; what they come to is decided here, see [State.Starts] and [StatusOf].
package pipeline

import "domainflow/domain"

// Category is the word for pipelines in subjects and type names.
const Category = "pipeline"

// Mode says what start means.
type Mode string

const (
	// FullSequence starts all steps at once.
	FullSequence Mode = "full_sequence"
	// StepByStep starts the next step each time.
	StepByStep Mode = "step_by_step"
)

// State is a pipeline after its event.
type State struct {
	Name        string
	Description string
	Mode        Mode
	OwnerID     string
	// Steps are the ids of its campaigns, each following the one before.
	Steps []string
}

// Exists says that it was created.
func (s State) Exists() bool { return s.Mode != "" }

// Command is [Create].
type Command interface{ decide(State) ([]Event, error) }

// Event is [Created].
type Event interface {
	domain.Event
	evolve(State) State
}

// Decider is the pipeline aggregate.
var Decider = domain.Decider[State, Command, Event]{
	Decide: func(s State, c Command) ([]Event, error) { return c.decide(s) },
	Evolve: func(s State, e Event) State { return e.evolve(s) },
}

// Events lists a zero value of every type that pipelines ever wrote.
var Events = []domain.Event{Created{}}
