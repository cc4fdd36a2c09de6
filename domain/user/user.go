// Package user decides about people: what they may do, and with which keys.
//
//	        create             delete
//	(none) --------> exists ----------> deleted
//
// Events know a person by id only. E-mail, names, and all hashes lie in
// internal/secrets; so erasing a person leaves nothing of them in the log.
//
// Nobody gives what they do not have: every command that could names the
// permissions of who asks, By, and is refused for what they lack. That there
// is always a super_admin is a matter of all users and decided by domain/role,
// in the same batch: handlers/people joins the two.
//
// [Directory] answers on every call who may do what.
package user

import (
	"slices"
	"strings"

	"domainflow/domain"
)

// Category is the word for users in subjects and type names.
const Category = "user"

// State is a person after their events. One that never was has no roles.
type State struct {
	Roles []Role
	// Active people may sign in.
	Active bool
	// MustChangePassword: somebody else knows their password.
	MustChangePassword bool
	Deleted            bool
	// Keys are all they ever had, the oldest first.
	Keys []Key
}

// Key is an API key of a person.
type Key struct {
	APIKey
	Revoked bool
}

// Exists says that they were created and not deleted since.
func (s State) Exists() bool { return len(s.Roles) > 0 && !s.Deleted }

// Permissions is what they may do now: nothing unless they exist and are
// active.
func (s State) Permissions() Set {
	if !s.Exists() || !s.Active {
		return 0
	}
	return Permissions(s.Roles...)
}

// SuperAdmin says whether they count as one: the role alone is not enough.
func (s State) SuperAdmin() bool { return s.Permissions() != 0 && slices.Contains(s.Roles, SuperAdmin) }

// Command is [Create], [Update], [Delete], [ChangePassword], [ResetPassword],
// [RevokeSessions], [CreateAPIKey] or [RevokeAPIKey].
type Command interface{ decide(State) ([]Event, error) }

// Event is [Created], [Updated], [Deleted], [PasswordChanged],
// [SessionsRevoked], [APIKeyCreated] or [APIKeyRevoked].
type Event interface {
	domain.Event
	evolve(State) State
}

// Decider is the user aggregate.
var Decider = domain.Decider[State, Command, Event]{
	Decide: func(s State, c Command) ([]Event, error) { return c.decide(s) },
	Evolve: func(s State, e Event) State { return e.evolve(s) },
}

// Events lists a zero value of every type that users ever wrote.
var Events = []domain.Event{
	Created{}, Updated{}, Deleted{}, PasswordChanged{}, SessionsRevoked{}, APIKeyCreated{}, APIKeyRevoked{},
}

// within refuses to give what by lacks.
func within(by, given Set) error {
	lacking := given.Without(by).List()
	if len(lacking) == 0 {
		return nil
	}
	names := make([]string, len(lacking))
	for i, p := range lacking {
		names[i] = string(p)
	}
	return domain.Refuse(domain.Forbidden, domain.CodeForbidden, "this gives permissions that you lack: %s", strings.Join(names, ", "))
}

func notFound() error {
	return domain.Refuse(domain.NotFound, domain.CodeNotFound, "the user does not exist")
}
