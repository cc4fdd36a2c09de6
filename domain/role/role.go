// Package role decides who holds a role that may never be without a holder.
//
//	nobody yet -- grant (first) --> held by one or more: grant, withdraw
//
// [SuperAdmin] is the only such role. Whether somebody is the last one is a
// matter of all users, so no user alone can decide it, and looking it up before
// would let two who are demoted at once both go. This aggregate is the list of
// its holders. It changes in the same atomic batch as the user does who
// becomes one or is one no longer.
package role

import "domainflow/domain"

// Category is the word for roles in subjects and type names.
const Category = "role"

// SuperAdmin is the id of the role whose holders are the active super_admins.
const SuperAdmin = "super_admin"

// Codes of refusals.
const (
	CodeLastSuperAdmin = "LAST_SUPER_ADMIN"
	CodeSetupDone      = "SETUP_DONE"
)

// State is who holds the role. Once somebody does, somebody always does.
type State struct {
	// Holders are ids of users, in the order in which they became it.
	Holders []string
}

// Command is [Grant] or [Withdraw].
type Command interface{ decide(State) ([]Event, error) }

// Event is [Granted] or [Withdrawn].
type Event interface {
	domain.Event
	evolve(State) State
}

// Decider is the role aggregate.
var Decider = domain.Decider[State, Command, Event]{
	Decide: func(s State, c Command) ([]Event, error) { return c.decide(s) },
	Evolve: func(s State, e Event) State { return e.evolve(s) },
}

// Events lists a zero value of every type that roles ever wrote.
var Events = []domain.Event{Granted{}, Withdrawn{}}
