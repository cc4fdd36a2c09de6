package rest

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/user"
	"domainflow/internal/secrets"
	"domainflow/projections"
)

const usersPath = base + "/admin/users"

func (s *server) userRoutes() {
	needs, tags := access(user.UsersManage), []string{"users"}
	handle(s, needs, huma.Operation{
		OperationID: "list-users", Method: http.MethodGet, Path: usersPath, Tags: tags, Summary: "Everybody who may sign in, or might again",
	}, s.listUsers)
	handle(s, needs, huma.Operation{
		OperationID: "create-user", Method: http.MethodPost, Path: usersPath, Tags: tags, Summary: "Let somebody in",
		Description: "Without a password there is a one-time one in this answer, and nowhere else: whoever loses it, or only gets the answer " +
			"of a later request with the same Idempotency-Key, resets it.",
		DefaultStatus: http.StatusCreated, Responses: oneTimeResponses(s, http.StatusCreated),
	}, s.createUser)
	handle(s, needs, huma.Operation{
		OperationID: "get-user", Method: http.MethodGet, Path: usersPath + "/{id}", Tags: tags, Summary: "One user",
	}, s.getUser)
	handle(s, needs, huma.Operation{
		OperationID: "update-user", Method: http.MethodPut, Path: usersPath + "/{id}", Tags: tags, Summary: "Replace names, roles and isActive",
		Description: "Nobody gives a permission that they lack, and there always is an active super_admin. Who is deactivated is signed out everywhere.",
		Responses:   commandResponses[UserObject](s, http.StatusOK),
	}, s.updateUser)
	handle(s, needs, huma.Operation{
		OperationID: "delete-user", Method: http.MethodDelete, Path: usersPath + "/{id}", Tags: tags,
		Summary: "Erase a user with their sessions and keys; the log keeps the id", DefaultStatus: http.StatusNoContent,
	}, s.deleteUser)
	handle(s, needs, huma.Operation{
		OperationID: "reset-password", Method: http.MethodPost, Path: usersPath + "/{id}/reset-password", Tags: tags,
		Summary: "A one-time password, in this answer and nowhere else; all sessions end", Responses: oneTimeResponses(s, http.StatusOK),
	}, s.resetPassword)
	handle(s, needs, huma.Operation{
		OperationID: "revoke-sessions", Method: http.MethodPost, Path: usersPath + "/{id}/revoke-sessions", Tags: tags,
		Summary: "Sign somebody out everywhere", Responses: commandResponses[UserObject](s, http.StatusOK),
	}, s.revokeSessions)
}

// oneTimeResponses are those of commands that may show a password.
func oneTimeResponses(s *server, status int) map[string]*huma.Response {
	answers := commandResponses[createdUser](s, status)
	answers[statusText(http.StatusAccepted)].Content = s.content(reflect.TypeFor[acceptedUser]())
	return answers
}

// UserObject is a user: who they are by the accounts, what they may by the log.
// It is exported as Reading is.
type UserObject struct {
	ID                 string            `json:"id" format:"uuid"`
	Email              string            `json:"email"`
	FirstName          string            `json:"firstName"`
	LastName           string            `json:"lastName"`
	Roles              []user.Role       `json:"roles"`
	IsActive           bool              `json:"isActive"`
	MustChangePassword bool              `json:"mustChangePassword"`
	LastLoginAt        *projections.Time `json:"lastLoginAt,omitempty"`
	CreatedAt          projections.Time  `json:"createdAt"`
	UpdatedAt          projections.Time  `json:"updatedAt"`
	Version            uint64            `json:"version"`
}

// createdUser is the only place where a one-time password is shown.
type createdUser struct {
	UserObject
	OneTimePassword string `json:"oneTimePassword,omitempty" doc:"To be changed at the first login. Left out with Idempotency-Replayed"`
}

// acceptedUser is createdUser while the read models are behind.
type acceptedUser struct {
	ID              string `json:"id" format:"uuid"`
	Sequence        uint64 `json:"sequence" doc:"minSequence for a query that shows the user"`
	OneTimePassword string `json:"oneTimePassword,omitempty" doc:"To be changed at the first login. Left out with Idempotency-Replayed"`
}

func userOf(u projections.User, a secrets.Account) UserObject {
	return UserObject{
		ID: u.ID, Email: a.Email, FirstName: a.FirstName, LastName: a.LastName, Roles: u.Roles, IsActive: u.IsActive,
		MustChangePassword: u.MustChangePassword, LastLoginAt: momentOf(a.LastLoginAt),
		CreatedAt: u.CreatedAt, UpdatedAt: u.UpdatedAt, Version: u.Version,
	}
}

func momentOf(t *time.Time) *projections.Time {
	if t == nil {
		return nil
	}
	at := projections.TimeOf(*t)
	return &at
}

// user answers one. Who has no row any more is just being erased.
func (s *server) user(ctx context.Context, id string) (UserObject, uint64, error) {
	u, sequence, err := s.queries(ctx).User(ctx, id)
	if err != nil {
		return UserObject{}, 0, err
	}
	account, err := s.Gate.Secrets.Account(ctx, id)
	if errors.Is(err, secrets.ErrNotFound) {
		err = projections.ErrNotFound
	}
	return userOf(u, account), sequence, err
}

func (s *server) getUser(ctx context.Context, in *byID) (*answer[UserObject], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return single(s.user(ctx, in.ID))
}

type userList struct {
	Listing
	Query    string         `query:"q" maxLength:"255" doc:"Part of the e-mail address or the name. A page may be short"`
	Role     user.Role      `query:"role"`
	IsActive optional[bool] `query:"isActive"`
	Sort     string         `query:"sort" default:"createdAt" enum:"createdAt,-createdAt"`
}

// listUsers is a page of those that the log knows, without those of them whose
// names do not fit.
func (s *server) listUsers(ctx context.Context, in *userList) (*answer[projections.Page[UserObject]], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	known, err := s.queries(ctx).Users(ctx, projections.UserFilter{
		Role: in.Role, IsActive: in.IsActive.pointer(), Query: in.Query, Sort: in.Sort, Paging: in.paging(),
	})
	if err != nil {
		return nil, outage(err)
	}
	ids := make([]string, len(known.Items))
	for i, u := range known.Items {
		ids[i] = u.ID
	}
	accounts, err := s.Gate.Secrets.Accounts(ctx, ids, in.Query)
	who := make(map[string]secrets.Account, len(accounts))
	for _, a := range accounts {
		who[a.ID] = a
	}
	page := projections.Page[UserObject]{Items: []UserObject{}, NextCursor: known.NextCursor, Sequence: known.Sequence}
	for _, u := range known.Items {
		if a, ok := who[u.ID]; ok {
			page.Items = append(page.Items, userOf(u, a))
		}
	}
	return listed(page, err)
}
