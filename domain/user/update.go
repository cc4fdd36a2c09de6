package user

import (
	"slices"

	"domainflow/domain"
)

// Update replaces what a person is.
type Update struct {
	Roles    []Role
	IsActive bool
	// Renamed: their name changes too. It is not in the event.
	Renamed bool
	By      Set
}

// Updated is what has changed of a person; nothing in it means their name.
type Updated struct {
	Roles    []Role `json:"roles,omitempty"`
	IsActive *bool  `json:"isActive,omitempty"`
}

func (Updated) EventType() string { return "updated" }

func (e Updated) evolve(s State) State {
	if len(e.Roles) > 0 {
		s.Roles = e.Roles
	}
	if e.IsActive != nil {
		s.Active = *e.IsActive
	}
	return s
}

func (c Update) decide(s State) ([]Event, error) {
	if !s.Exists() {
		return nil, notFound()
	}
	var checks domain.Checks
	roles := checkRoles(&checks, c.Roles)
	if err := checks.Err(); err != nil {
		return nil, err
	}
	var e Updated
	if !slices.Equal(s.Roles, roles) {
		e.Roles = roles
	}
	if s.Active != c.IsActive {
		e.IsActive = &c.IsActive
	}
	if e.Roles == nil && e.IsActive == nil && !c.Renamed {
		return nil, nil
	}
	// Who is activated gets all that their roles allow.
	if err := within(c.By, e.evolve(s).Permissions().Without(s.Permissions())); err != nil {
		return nil, err
	}
	return []Event{e}, nil
}
