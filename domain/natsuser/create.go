package natsuser

import (
	"reflect"
	"regexp"

	"domainflow/domain"
)

// Create makes a user. Without Subjects it may read everything, [All].
type Create struct{ User }

// Created begins a user.
type Created struct{ User }

func (Created) EventType() string { return "created" }

func (e Created) evolve(State) State { return State{User: e.User} }

// decide lets the very same user be created again: nothing happens.
func (c Create) decide(s State) ([]Event, error) {
	user, err := c.complete()
	if err != nil {
		return nil, err
	}
	if s.Exists() && reflect.DeepEqual(s.User, user) {
		return nil, nil
	}
	if s.Name != "" {
		return nil, domain.Refuse(domain.Conflict, domain.CodeInvalidState, "the NATS user was created before")
	}
	return []Event{Created{user}}, nil
}

// publicKey is the form of an nkey: base32 of a prefix that reads U, 32 bytes
// and a checksum, which is left to those who verify signatures.
var publicKey = regexp.MustCompile(`^U[A-Z2-7]{55}$`)

func (c Create) complete() (User, error) {
	var checks domain.Checks
	user := User{Name: checks.Name("name", c.Name), Subjects: c.Subjects, PublicKey: c.PublicKey, OwnerID: c.OwnerID}
	if user.Subjects == nil {
		user.Subjects = []string{All}
	}
	checkSubjects(&checks, user.Subjects)
	checks.Require(publicKey.MatchString(user.PublicKey), "publicKey", domain.FieldInvalid, "must be the public nkey of a user")
	if err := checks.Err(); err != nil {
		return User{}, err
	}
	return user, nil
}
