package keywordset

import (
	"reflect"

	"domainflow/domain"
)

// Create makes a keyword set.
type Create struct{ Input }

// Created begins a keyword set.
type Created struct{ Set }

func (Created) EventType() string { return "created" }

func (e Created) evolve(State) State { return State{Set: e.Set} }

// decide lets the very same set be created again: nothing happens.
func (c Create) decide(s State) ([]Event, error) {
	set, err := c.complete(nil)
	if err != nil {
		return nil, err
	}
	if s.Exists() && reflect.DeepEqual(s.Set, set) {
		return nil, nil
	}
	if s.Name != "" {
		return nil, domain.Refuse(domain.Conflict, domain.CodeInvalidState, "the keyword set was created before")
	}
	return []Event{Created{set}}, nil
}
