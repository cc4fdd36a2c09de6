package rest

import (
	"context"
	"errors"
	"strings"

	"domainflow/domain"
	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/handlers/people"
	"domainflow/internal/secrets"
)

// errEmailTaken: an e-mail address belongs to one person.
var errEmailTaken = &domain.Error{
	Kind: domain.Conflict, Code: string(codeEmailTaken), Message: "another user has this e-mail address",
	Fields: []domain.FieldError{{Field: "email", Code: string(codeEmailTaken), Message: "another user has it"}},
}

// decision says what a command on a person changes.
type decision func(ctx context.Context, before people.Loaded) ([]eventstore.Change, error)

// changePerson carries a command out on one person. row, if any, is what must
// be done before its event is stored; it is done once, and only for a command
// that is not refused. When this returns, this process knows what has changed.
func (s *server) changePerson(
	ctx context.Context, cmd command, refused error, id string, decide decision, row func(context.Context) error,
) (outcome, error) {
	if !isID(id) {
		return outcome{}, errNotFound
	}
	done := row == nil
	out, err := s.execute(ctx, cmd, refused, s.Users.Locks(id), func(ctx context.Context) ([]eventstore.Change, error) {
		before, err := s.Users.Load(ctx, id)
		if err != nil {
			return nil, err
		}
		changes, err := decide(ctx, before)
		if err := together(refused, err); err != nil || done {
			return changes, err
		}
		if err := row(ctx); err != nil {
			return nil, err
		}
		done = true
		return changes, nil
	})
	if err == nil {
		s.awaitPeople(ctx, out.Sequence)
	}
	return out, err
}

// once carries out a command that makes a secret, on one instance at a time.
func (s *server) once(ctx context.Context, cmd command, do func(context.Context) (outcome, error)) (out outcome, err error) {
	err = s.Gate.Secrets.Once(ctx, cmd.meta.CommandID, func(ctx context.Context) error {
		out, err = do(ctx)
		return err
	})
	return out, err
}

// deciding is the decision on a command that needs to know nothing more.
func (s *server) deciding(command user.Command) decision {
	return func(ctx context.Context, before people.Loaded) ([]eventstore.Change, error) {
		changes, _, err := s.Users.Decide(ctx, before, command)
		return changes, err
	}
}

// awaitPeople waits until this process goes by an event, so that the next
// request of whoever sent the command does. Others learn of it as the log is
// followed; what is recorded is no failure, so it does not wait for long.
func (s *server) awaitPeople(ctx context.Context, sequence uint64) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_ = s.Gate.Await(ctx, sequence)
}

// account makes the row of somebody. It also says whether there is one to be
// erased if their event is refused after all.
func (s *server) account(ctx context.Context, n secrets.NewAccount, made *bool) error {
	if err := s.Gate.Secrets.CreateAccount(ctx, n, s.Users.Exists); err != nil {
		return refusalOf(err, "password")
	}
	*made = true
	return nil
}

// forget erases the row of somebody whose event was refused. After an outage
// nobody knows whether it was stored, so the row stays: it is nobody without.
func (s *server) forget(ctx context.Context, id string, made bool, err error) {
	if _, refusal := domain.AsError(err); !refusal || !made {
		return
	}
	if err := s.Gate.Secrets.Erase(ctx, id); err != nil {
		s.Log.Warn("a row of nobody is left", "user", id, "error", err)
	}
}

// checkPerson brings what people are told by into one form.
func checkPerson(checks *domain.Checks, email, first, last *string) {
	*email = strings.TrimSpace(*email)
	checks.Require(secrets.ValidEmail(*email), "email", domain.FieldInvalid, "must be an e-mail address")
	checkNames(checks, first, last)
}

func checkNames(checks *domain.Checks, first, last *string) {
	*first, *last = checks.Name("firstName", *first), checks.Name("lastName", *last)
}

// refusalOf tells users what internal/secrets refused. field is that of a new
// password.
func refusalOf(err error, field string) error {
	var checks domain.Checks
	var password *secrets.PasswordError
	switch {
	case errors.As(err, &password):
		checks.Require(false, field, password.Code, "%s", password.Error())
		return checks.Err()
	case errors.Is(err, secrets.ErrEmailTaken):
		return errEmailTaken
	case errors.Is(err, secrets.ErrNotFound):
		return errNotFound
	}
	return err
}
