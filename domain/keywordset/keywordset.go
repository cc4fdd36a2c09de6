// Package keywordset decides about sets of keyword rules.
//
//	        create             delete
//	(none) --------> exists ----------> deleted
//	                 |    ^
//	                 +----+ update
//
// A campaign names a set by id and by the sequence of its last event, so later
// changes never touch a run that has started.
package keywordset

import "domainflow/domain"

// Category is the word for keyword sets in subjects and type names.
const Category = "keyword_set"

// ClaimKind is the kind under which keyword sets claim their names.
const ClaimKind = Category

// State is a keyword set after its events. A set that never was has no name.
type State struct {
	Set
	Deleted bool
}

// Exists says that it was created and not deleted since.
func (s State) Exists() bool { return s.Name != "" && !s.Deleted }

// Usable says whether a new run may use it.
func (s State) Usable() bool { return s.Exists() && s.IsEnabled }

// Set is all of a keyword set, with every default filled in.
type Set struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	IsEnabled   bool   `json:"isEnabled"`
	// MatchIn in the order of [Places].
	MatchIn []Place `json:"matchIn"`
	Rules   []Rule  `json:"rules"`
}

// Place is a part of a page.
type Place string

const (
	VisibleText Place = "visible_text"
	Title       Place = "title"
	RawBody     Place = "raw_body"
	Headers     Place = "headers"
)

// Places in the order in which answers list them.
var Places = []Place{VisibleText, Title, RawBody, Headers}

// RuleType says how a pattern is read.
type RuleType string

const (
	// String is searched as it stands.
	String RuleType = "string"
	// Regex is RE2 syntax and never matches the empty string.
	Regex RuleType = "regex"
)

// Rule is one pattern. Its ID stays when the set is updated and the ID sent.
type Rule struct {
	ID       string   `json:"id"`
	Pattern  string   `json:"pattern"`
	RuleType RuleType `json:"ruleType"`
	// IsCaseSensitive holds for both types; folding is Unicode.
	IsCaseSensitive bool   `json:"isCaseSensitive"`
	Category        string `json:"category,omitempty"`
	// ContextChars is how much of the page is shown on each side of a match.
	ContextChars int `json:"contextChars"`
	Weight       int `json:"weight"`
}

// Command is [Create], [Update] or [Delete].
type Command interface{ decide(State) ([]Event, error) }

// Event is [Created], [Updated] or [Deleted].
type Event interface {
	domain.Event
	evolve(State) State
}

// Decider is the keyword set aggregate.
var Decider = domain.Decider[State, Command, Event]{
	Decide: func(s State, c Command) ([]Event, error) { return c.decide(s) },
	Evolve: func(s State, e Event) State { return e.evolve(s) },
}

// Events lists a zero value of every type that keyword sets ever wrote.
var Events = []domain.Event{Created{}, Updated{}, Deleted{}}

func notFound() error {
	return domain.Refuse(domain.NotFound, domain.CodeNotFound, "the keyword set does not exist")
}
