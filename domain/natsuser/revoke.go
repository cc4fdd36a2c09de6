package natsuser

import "domainflow/domain"

// Revoke ends a user.
type Revoke struct{}

// Revoked ends a user. Their position in the log is forgotten.
type Revoked struct{}

func (Revoked) EventType() string { return "revoked" }

func (Revoked) evolve(s State) State { s.Revoked = true; return s }

func (Revoke) decide(s State) ([]Event, error) {
	if s.Name == "" {
		return nil, domain.Refuse(domain.NotFound, domain.CodeNotFound, "the NATS user does not exist")
	}
	if s.Revoked {
		return nil, nil
	}
	return []Event{Revoked{}}, nil
}
