// Package setting decides about what can be changed while the program runs. A
// section is one aggregate, whose id is the name of the section, and is always
// set as a whole.
//
//	          change
//	defaults --------> changed --+
//	                     ^       | change
//	                     +-------+
//
// A section that nobody ever changed has its defaults, and so has a field that
// an event of an older program does not know. What is said when the program is
// started is no setting.
package setting

import (
	"reflect"
	"strings"

	"domainflow/domain"
)

// Category is the word for settings in subjects and type names.
const Category = "setting"

// Section names what is set together.
type Section string

const (
	SectionServer    Section = "server"
	SectionRateLimit Section = "rate-limit"
	SectionLogging   Section = "logging"
	SectionAuth      Section = "auth"
	SectionWorker    Section = "worker"
)

// Sections are all of them.
var Sections = []Section{SectionServer, SectionRateLimit, SectionLogging, SectionAuth, SectionWorker}

// Settings are those of all sections.
type Settings struct {
	Server    Server
	RateLimit RateLimit
	Logging   Logging
	Auth      Auth
	Worker    Worker
}

// Defaults are the settings of a log without changes.
func Defaults() Settings {
	return Settings{Server: defaultServer(), RateLimit: defaultRateLimit(), Logging: defaultLogging(), Auth: defaultAuth(), Worker: defaultWorker()}
}

// Values are those of one section. Exactly one member is set, with every field
// filled in.
type Values struct {
	Server    *Server    `json:"server,omitempty"`
	RateLimit *RateLimit `json:"rate-limit,omitempty"`
	Logging   *Logging   `json:"logging,omitempty"`
	Auth      *Auth      `json:"auth,omitempty"`
	Worker    *Worker    `json:"worker,omitempty"`
}

// With replaces one section. Values without any replace none.
func (s Settings) With(v Values) Settings {
	if v.Server != nil {
		s.Server = *v.Server
	}
	if v.RateLimit != nil {
		s.RateLimit = *v.RateLimit
	}
	if v.Logging != nil {
		s.Logging = *v.Logging
	}
	if v.Auth != nil {
		s.Auth = *v.Auth
	}
	if v.Worker != nil {
		s.Worker = *v.Worker
	}
	return s
}

// differing are the members, by their names in JSON, that two structs of one
// type do not have in common, in their order.
func differing(a, b any) (names []string) {
	before, after := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range before.NumField() {
		if !reflect.DeepEqual(before.Field(i).Interface(), after.Field(i).Interface()) {
			name, _, _ := strings.Cut(before.Type().Field(i).Tag.Get("json"), ",")
			names = append(names, name)
		}
	}
	return names
}

// State is one section after its events. One that was never changed has no
// values.
type State struct{ Values }

// Command is [Change].
type Command interface{ decide(State) ([]Event, error) }

// Event is [Changed].
type Event interface {
	domain.Event
	evolve(State) State
}

// Decider is the aggregate of a section.
var Decider = domain.Decider[State, Command, Event]{
	Decide: func(s State, c Command) ([]Event, error) { return c.decide(s) },
	Evolve: func(s State, e Event) State { return e.evolve(s) },
}

// Events lists a zero value of every type that settings ever wrote.
var Events = []domain.Event{Changed{}}
