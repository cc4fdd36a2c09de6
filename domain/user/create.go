package user

import (
	"slices"

	"domainflow/domain"
)

// Create makes a person, who is active.
type Create struct {
	Roles []Role
	// MustChangePassword: their password was made by somebody else.
	MustChangePassword bool
	By                 Set
}

// Created begins a person.
type Created struct {
	Roles              []Role `json:"roles"`
	MustChangePassword bool   `json:"mustChangePassword,omitempty"`
}

func (Created) EventType() string { return "created" }

func (e Created) evolve(State) State {
	return State{Roles: e.Roles, Active: true, MustChangePassword: e.MustChangePassword}
}

// decide lets the very same person be created again: nothing happens.
func (c Create) decide(s State) ([]Event, error) {
	var checks domain.Checks
	roles := checkRoles(&checks, c.Roles)
	if err := checks.Err(); err != nil {
		return nil, err
	}
	if s.Exists() && slices.Equal(s.Roles, roles) {
		return nil, nil
	}
	if len(s.Roles) > 0 {
		return nil, domain.Refuse(domain.Conflict, domain.CodeInvalidState, "the user was created before")
	}
	if err := within(c.By, Permissions(roles...)); err != nil {
		return nil, err
	}
	return []Event{Created{Roles: roles, MustChangePassword: c.MustChangePassword}}, nil
}
