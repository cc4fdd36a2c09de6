// Package claim decides who holds a unique name.
//
//	        take (anybody)
//	free ------------------> held
//	     <------------------
//	      release (its holder)
//
// A claim is the aggregate of one name, so two holders can never win it at
// once, and nothing is looked up before it is inserted. It is taken and
// released in the same atomic batch as the event of its holder.
package claim

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"domainflow/domain"
)

// Category is the word for claims in subjects and type names.
const Category = "claim"

// ID is the aggregate of a name among things of one kind: lower-case
// hexadecimal SHA-256. It is frozen: the log holds it. Names that only differ
// in case, outer spaces or Unicode composition have one ID.
func ID(kind, name string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + normal(name)))
	return hex.EncodeToString(sum[:])
}

// normal is the canonical caseless form of Unicode 3.13 D145. Folding comes
// after decomposition, because it would see other characters before it.
func normal(name string) string {
	folded := cases.Fold().String(norm.NFD.String(strings.TrimSpace(name)))
	return norm.NFC.String(folded)
}

// State is who holds the name; no Holder means that it is free.
type State struct {
	Kind   string
	Name   string
	Holder string
}

// Command is [Take] or [Release].
type Command interface{ decide(State) ([]Event, error) }

// Event is [Taken] or [Released].
type Event interface {
	domain.Event
	evolve(State) State
}

// Decider is the claim aggregate.
var Decider = domain.Decider[State, Command, Event]{
	Decide: func(s State, c Command) ([]Event, error) { return c.decide(s) },
	Evolve: func(s State, e Event) State { return e.evolve(s) },
}

// Events lists a zero value of every type that claims ever wrote.
var Events = []domain.Event{Taken{}, Released{}}
