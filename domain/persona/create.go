package persona

import (
	"reflect"

	"domainflow/domain"
)

// Create makes a persona.
type Create struct {
	Type Type
	Input
}

// Created begins a persona.
type Created struct {
	Type Type `json:"personaType"`
	Profile
}

func (Created) EventType() string { return "created" }

func (e Created) evolve(State) State { return State{Type: e.Type, Profile: e.Profile} }

// decide lets the very same persona be created again: nothing happens.
func (c Create) decide(s State) ([]Event, error) {
	profile, err := c.Complete(c.Type)
	if err != nil {
		return nil, err
	}
	if s.Exists() && s.Type == c.Type && reflect.DeepEqual(s.Profile, profile) {
		return nil, nil
	}
	if s.Type != "" {
		return nil, domain.Refuse(domain.Conflict, domain.CodeInvalidState, "the persona was created before")
	}
	return []Event{Created{Type: c.Type, Profile: profile}}, nil
}
