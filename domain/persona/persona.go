// Package persona decides about saved client profiles: how DNS is asked and
// how pages are fetched.
//
//	        create             delete
//	(none) --------> exists ----------> deleted
//	                 |    ^
//	                 +----+ update
//
// A campaign names a persona by id and by the sequence of its last event, so
// later changes never touch a run that has started.
package persona

import "domainflow/domain"

// Category is the word for personas in subjects and type names.
const Category = "persona"

// Type is what a persona is a profile of. It never changes.
type Type string

const (
	DNS  Type = "dns"
	HTTP Type = "http"
)

// ClaimKind is the kind under which personas of one type claim their names:
// names are unique per type.
func ClaimKind(t Type) string { return Category + "." + string(t) }

// State is a persona after its events.
type State struct {
	Type Type
	Profile
	Deleted bool
}

// Exists says that it was created and not deleted since.
func (s State) Exists() bool { return s.Type != "" && !s.Deleted }

// Usable says whether a new run may use it.
func (s State) Usable() bool { return s.Exists() && s.IsEnabled }

// Profile is all of a persona that can change. Exactly one of DNS and HTTP is
// set, that of its type, with every default filled in.
type Profile struct {
	Name        string      `json:"name"`
	Description string      `json:"description,omitempty"`
	IsEnabled   bool        `json:"isEnabled"`
	DNS         *DNSConfig  `json:"dns,omitempty"`
	HTTP        *HTTPConfig `json:"http,omitempty"`
}

// Command is [Create], [Update] or [Delete].
type Command interface{ decide(State) ([]Event, error) }

// Event is [Created], [Updated] or [Deleted].
type Event interface {
	domain.Event
	evolve(State) State
}

// Decider is the persona aggregate.
var Decider = domain.Decider[State, Command, Event]{
	Decide: func(s State, c Command) ([]Event, error) { return c.decide(s) },
	Evolve: func(s State, e Event) State { return e.evolve(s) },
}

// Events lists a zero value of every type that personas ever wrote.
var Events = []domain.Event{Created{}, Updated{}, Deleted{}}

func notFound() error {
	return domain.Refuse(domain.NotFound, domain.CodeNotFound, "the persona does not exist")
}
