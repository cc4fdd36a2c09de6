package user

import (
	"slices"

	"domainflow/domain"
)

// RevokeAPIKey ends a key.
type RevokeAPIKey struct{ ID string }

// APIKeyRevoked ends a key.
type APIKeyRevoked struct {
	ID string `json:"id"`
}

func (APIKeyRevoked) EventType() string { return "api_key_revoked" }

func (e APIKeyRevoked) evolve(s State) State {
	if i := s.key(e.ID); i >= 0 {
		s.Keys = slices.Clone(s.Keys)
		s.Keys[i].Revoked = true
	}
	return s
}

func (c RevokeAPIKey) decide(s State) ([]Event, error) {
	if !s.Exists() {
		return nil, notFound()
	}
	i := s.key(c.ID)
	if i < 0 {
		return nil, domain.Refuse(domain.NotFound, domain.CodeNotFound, "the API key does not exist")
	}
	if s.Keys[i].Revoked {
		return nil, nil
	}
	return []Event{APIKeyRevoked(c)}, nil
}
