package role

import (
	"slices"

	"domainflow/domain"
)

// Grant makes a user a holder. First demands that nobody is one: that is how
// two who set the program up at once do not both succeed.
type Grant struct {
	User  string
	First bool
}

// Granted makes a user a holder.
type Granted struct {
	UserID string `json:"userId"`
}

func (Granted) EventType() string { return "granted" }

func (e Granted) evolve(s State) State {
	return State{Holders: append(slices.Clip(s.Holders), e.UserID)}
}

func (c Grant) decide(s State) ([]Event, error) {
	if slices.Contains(s.Holders, c.User) {
		return nil, nil
	}
	if c.First && len(s.Holders) > 0 {
		return nil, domain.Refuse(domain.Conflict, CodeSetupDone, "there is an administrator already")
	}
	return []Event{Granted{UserID: c.User}}, nil
}
