package role

import (
	"slices"

	"domainflow/domain"
)

// Withdraw takes the role from a user, unless nobody else holds it.
type Withdraw struct{ User string }

// Withdrawn takes the role from a user.
type Withdrawn struct {
	UserID string `json:"userId"`
}

func (Withdrawn) EventType() string { return "withdrawn" }

func (e Withdrawn) evolve(s State) State {
	return State{Holders: slices.DeleteFunc(slices.Clone(s.Holders), func(h string) bool { return h == e.UserID })}
}

func (c Withdraw) decide(s State) ([]Event, error) {
	if !slices.Contains(s.Holders, c.User) {
		return nil, nil
	}
	if len(s.Holders) == 1 {
		return nil, domain.Refuse(domain.Conflict, CodeLastSuperAdmin, "this is the last active super_admin")
	}
	return []Event{Withdrawn{UserID: c.User}}, nil
}
