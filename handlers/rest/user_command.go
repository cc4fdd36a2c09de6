package rest

import (
	"context"
	"net/http"

	"domainflow/domain"
	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/handlers/people"
	"domainflow/internal/secrets"
)

type userBody struct {
	Email     string      `json:"email" format:"email" doc:"Unique, in any case"`
	FirstName string      `json:"firstName" minLength:"1" maxLength:"255"`
	LastName  string      `json:"lastName" minLength:"1" maxLength:"255"`
	Roles     []user.Role `json:"roles" minItems:"1"`
	Password  string      `json:"password,omitempty" format:"password" doc:"A one-time one is made unless given"`
}

// userUpdate is a user as an update replaces them.
type userUpdate struct {
	FirstName       string      `json:"firstName" minLength:"1" maxLength:"255"`
	LastName        string      `json:"lastName" minLength:"1" maxLength:"255"`
	Roles           []user.Role `json:"roles" minItems:"1"`
	IsActive        *bool       `json:"isActive,omitempty" doc:"true unless given"`
	ExpectedVersion *uint64     `json:"expectedVersion,omitempty" doc:"Refuse with 409 STALE_VERSION unless this is the version"`
}

// createUser makes a one-time password anew for every request, never from the
// Idempotency-Key: who knows that must not know the password.
func (s *server) createUser(ctx context.Context, in *creating[userBody]) (*carried, error) {
	body := in.Body.Value
	var checks domain.Checks
	checkPerson(&checks, &body.Email, &body.FirstName, &body.LastName)
	oneTime := ""
	if body.Password == "" {
		oneTime = secrets.OneTimePassword().Reveal()
		body.Password = oneTime
	}
	cmd := s.command(ctx, in.Commanding, confidential(in.Commanding, in.Body.hash))
	id, made := cmd.newID("user"), false
	refused := together(in.Body.refused, checks.Err(), s.refusedPassword(body.Password, body.Email, oneTime))
	create := user.Create{Roles: body.Roles, MustChangePassword: oneTime != "", By: caller(ctx).Permissions}
	account := secrets.NewAccount{ID: id, Email: body.Email, FirstName: body.FirstName, LastName: body.LastName, Password: body.Password}
	out, err := s.once(ctx, cmd, func(ctx context.Context) (outcome, error) {
		out, err := s.changePerson(ctx, cmd, refused, id, s.deciding(create), func(ctx context.Context) error {
			return s.account(ctx, account, &made)
		})
		s.forget(ctx, id, made, err)
		return out, err
	})
	if err != nil {
		return nil, err
	}
	return s.showOnce(ctx, out, http.StatusCreated, id, oneTime)
}

// refusedPassword looks at a password that somebody chose.
func (s *server) refusedPassword(password, email, oneTime string) error {
	if password == oneTime {
		return nil
	}
	return refusalOf(s.Gate.Secrets.CheckPassword(password, email), "password")
}

// showOnce shows a user with a password that only the request knows which
// brought it about.
func (s *server) showOnce(ctx context.Context, out outcome, status int, id, password string) (*carried, error) {
	if out.replayed {
		password = ""
	}
	done, err := show(ctx, s, out, status, usersPath, id, func(ctx context.Context, id string) (createdUser, uint64, error) {
		u, sequence, err := s.user(ctx, id)
		return createdUser{u, password}, sequence, err
	})
	if err != nil {
		return nil, err
	}
	if late, ok := done.Body.(accepted); ok {
		done.Body = acceptedUser{ID: late.ID, Sequence: late.Sequence, OneTimePassword: password}
	}
	return done, nil
}

func (s *server) updateUser(ctx context.Context, in *updating[userUpdate]) (*carried, error) {
	if !isID(in.ID) {
		return nil, errNotFound
	}
	body := in.Body.Value
	var checks domain.Checks
	checkNames(&checks, &body.FirstName, &body.LastName)
	before, err := s.Gate.Secrets.Account(ctx, in.ID)
	if err != nil {
		return nil, refusalOf(err, "")
	}
	update := user.Update{
		Roles: body.Roles, IsActive: body.IsActive == nil || *body.IsActive, By: caller(ctx).Permissions,
		Renamed: before.FirstName != body.FirstName || before.LastName != body.LastName,
	}
	cmd := s.command(ctx, in.Commanding, confidential(in.Commanding, in.Body.hash))
	decide := func(ctx context.Context, before people.Loaded) ([]eventstore.Change, error) {
		changes, err := s.deciding(update)(ctx, before)
		return changes, together(err, current(body.ExpectedVersion, before.Sequence))
	}
	out, err := s.changePerson(ctx, cmd, together(in.Body.refused, checks.Err()), in.ID, decide, nil)
	if err != nil {
		return nil, err
	}
	if err := s.finishUpdate(ctx, out, in.ID, body, update.IsActive); err != nil {
		return nil, err
	}
	return show(ctx, s, out, http.StatusOK, usersPath, in.ID, s.user)
}

// finishUpdate does what the event says in the accounts. A request that is
// repeated does what an earlier one may have left undone, unless somebody has
// changed the user since.
func (s *server) finishUpdate(ctx context.Context, out outcome, id string, body userUpdate, active bool) error {
	if out.replayed {
		now, err := s.Users.Load(ctx, id)
		if err != nil || now.Sequence != out.Sequence {
			return err
		}
	}
	if err := s.Gate.Secrets.Rename(ctx, id, body.FirstName, body.LastName); err != nil {
		return refusalOf(err, "")
	}
	if active {
		return nil
	}
	return s.Gate.Secrets.EndSessions(ctx, id)
}

// deleteUser erases also on a repeated request: an earlier one may not have
// come so far.
func (s *server) deleteUser(ctx context.Context, in *named) (*deleted, error) {
	out, err := s.changePerson(ctx, s.command(ctx, in.Commanding, hashOf(nil)), nil, in.ID, s.deciding(user.Delete{}), nil)
	if err != nil {
		return nil, err
	}
	if err := s.Gate.Secrets.Erase(ctx, in.ID); err != nil {
		return nil, err
	}
	return gone(out), nil
}

func (s *server) resetPassword(ctx context.Context, in *named) (*carried, error) {
	password := secrets.OneTimePassword().Reveal()
	reset, cmd := user.ResetPassword{By: caller(ctx).Permissions}, s.command(ctx, in.Commanding, hashOf(nil))
	out, err := s.once(ctx, cmd, func(ctx context.Context) (outcome, error) {
		return s.changePerson(ctx, cmd, nil, in.ID, s.deciding(reset), func(ctx context.Context) error {
			return refusalOf(s.Gate.Secrets.SetPassword(ctx, in.ID, password), "")
		})
	})
	if err != nil {
		return nil, err
	}
	return s.showOnce(ctx, out, http.StatusOK, in.ID, password)
}

func (s *server) revokeSessions(ctx context.Context, in *named) (*carried, error) {
	revoke := s.deciding(user.RevokeSessions{})
	out, err := s.changePerson(ctx, s.command(ctx, in.Commanding, hashOf(nil)), nil, in.ID, revoke, func(ctx context.Context) error {
		return s.Gate.Secrets.EndSessions(ctx, in.ID)
	})
	if err != nil {
		return nil, err
	}
	return show(ctx, s, out, http.StatusOK, usersPath, in.ID, s.user)
}
