package user

import (
	"reflect"
	"regexp"
	"slices"
	"time"

	"domainflow/domain"
)

// APIKey is what the log knows of a key: neither its name nor its secret.
type APIKey struct {
	ID string `json:"id"`
	// Prefix is the part of the key that may be shown.
	Prefix string       `json:"prefix"`
	Scopes []Permission `json:"scopes"`
	// ExpiresAt is the first moment at which it is not valid any more.
	ExpiresAt *time.Time `json:"expiresAt,omitempty"`
}

// CreateAPIKey gives the person a key that does no more than Scopes, and no
// more than they may do themselves whenever it is used.
type CreateAPIKey struct {
	APIKey
	Now time.Time
	By  Set
}

// APIKeyCreated begins a key.
type APIKeyCreated struct{ APIKey }

func (APIKeyCreated) EventType() string { return "api_key_created" }

func (e APIKeyCreated) evolve(s State) State {
	s.Keys = append(slices.Clip(s.Keys), Key{APIKey: e.APIKey})
	return s
}

func (s State) key(id string) int {
	return slices.IndexFunc(s.Keys, func(k Key) bool { return k.ID == id })
}

// decide lets the very same key be created again: nothing happens.
func (c CreateAPIKey) decide(s State) ([]Event, error) {
	if !s.Exists() {
		return nil, notFound()
	}
	key, err := c.complete()
	if err != nil {
		return nil, err
	}
	if i := s.key(c.ID); i >= 0 {
		if reflect.DeepEqual(s.Keys[i], Key{APIKey: key}) {
			return nil, nil
		}
		return nil, domain.Refuse(domain.Conflict, domain.CodeInvalidState, "the API key was created before")
	}
	var checks domain.Checks
	checks.Require(key.ExpiresAt == nil || key.ExpiresAt.After(c.Now), "expiresAt", domain.FieldOutOfRange, "must be in the future")
	if err := checks.Err(); err != nil {
		return nil, err
	}
	if err := within(c.By, SetOf(key.Scopes...)); err != nil {
		return nil, err
	}
	return []Event{APIKeyCreated{key}}, nil
}

var keyPrefix = regexp.MustCompile(`^[a-z2-7]{8}$`)

func (c CreateAPIKey) complete() (APIKey, error) {
	var checks domain.Checks
	checks.Require(c.ID != "", "id", domain.FieldRequired, "must not be empty")
	checks.Require(keyPrefix.MatchString(c.Prefix), "prefix", domain.FieldInvalid, "must be 8 of a-z and 2-7")
	checks.Require(len(c.Scopes) > 0, "scopes", domain.FieldRequired, "must name a permission")
	for i, p := range c.Scopes {
		checks.Require(p.Known(), "scopes", domain.FieldUnknown, "there is no permission %q", p)
		checks.Require(!slices.Contains(c.Scopes[:i], p), "scopes", domain.FieldDuplicate, "must not name a permission twice")
	}
	key := c.APIKey
	key.Scopes = SetOf(c.Scopes...).List()
	if key.ExpiresAt != nil {
		utc := key.ExpiresAt.UTC()
		key.ExpiresAt = &utc
	}
	return key, checks.Err()
}
