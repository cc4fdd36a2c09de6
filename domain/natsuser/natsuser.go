// Package natsuser decides about NATS users: programs outside that read the
// log over the listener of the embedded NATS server.
//
//	        create             revoke
//	(none) --------> exists ----------> revoked
//
// A user never changes. Other subjects or another key are another user, under
// the same name once it is free.
package natsuser

import "domainflow/domain"

// Category is the word for NATS users in subjects and type names.
const Category = "nats_user"

// ClaimKind is the kind under which NATS users claim their names.
const ClaimKind = Category

// Consumer is the name of the durable consumer of a user, InboxPrefix where
// their client must want its answers. Both are told to the user, so they are
// frozen.
func Consumer(id string) string    { return Category + "-" + id }
func InboxPrefix(id string) string { return "_INBOX_" + id }

// State is a user after its events. One that never was has no name.
type State struct {
	User
	Revoked bool
}

// Exists says that it was created and not revoked since.
func (s State) Exists() bool { return s.Name != "" && !s.Revoked }

// User is who may read what. The secret that belongs to PublicKey is nowhere
// in the log.
type User struct {
	Name string `json:"name"`
	// Subjects of stored events, with wildcards: domainflow.campaign.>
	Subjects []string `json:"subjects"`
	// PublicKey is an nkey of a user, "U...".
	PublicKey string `json:"publicKey"`
	// OwnerID is the person whose rights bound what it reads, "" for nobody:
	// who may use the data directory made it, and may read everything.
	OwnerID string `json:"ownerId,omitempty"`
}

// Command is [Create] or [Revoke].
type Command interface{ decide(State) ([]Event, error) }

// Event is [Created] or [Revoked].
type Event interface {
	domain.Event
	evolve(State) State
}

// Decider is the NATS user aggregate.
var Decider = domain.Decider[State, Command, Event]{
	Decide: func(s State, c Command) ([]Event, error) { return c.decide(s) },
	Evolve: func(s State, e Event) State { return e.evolve(s) },
}

// Events lists a zero value of every type that NATS users ever wrote.
var Events = []domain.Event{Created{}, Revoked{}}
