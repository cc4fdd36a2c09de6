package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/user"
	"domainflow/projections"
)

func (s *server) meRoutes() {
	handle(s, ownAccount, huma.Operation{
		OperationID: "me", Method: http.MethodGet, Path: base + "/me", Tags: []string{"auth"}, Summary: "Who one is, and what one may do",
	}, s.me)
}

// self is a user as they see themselves. It comes from the accounts and the
// log, not from the read models: whoever has to mend those must get in.
type self struct {
	ID                 string            `json:"id" format:"uuid"`
	Email              string            `json:"email"`
	FirstName          string            `json:"firstName"`
	LastName           string            `json:"lastName"`
	Roles              []user.Role       `json:"roles"`
	MustChangePassword bool              `json:"mustChangePassword" doc:"Until then, only me, change-password and logout answer"`
	LastLoginAt        *projections.Time `json:"lastLoginAt,omitempty"`
	CreatedAt          projections.Time  `json:"createdAt"`
}

func (s *server) self(ctx context.Context, p user.Person) (self, error) {
	account, err := s.Gate.Secrets.Account(ctx, p.ID)
	if err != nil {
		return self{}, refusalOf(err, "")
	}
	return self{
		ID: p.ID, Email: account.Email, FirstName: account.FirstName, LastName: account.LastName, Roles: p.Roles,
		MustChangePassword: p.MustChangePassword, LastLoginAt: momentOf(account.LastLoginAt), CreatedAt: projections.TimeOf(account.CreatedAt),
	}, nil
}

type myself struct {
	User        self              `json:"user"`
	Permissions []user.Permission `json:"permissions" doc:"Those of the credential: an API key may have fewer than its owner"`
	Features    map[string]bool   `json:"features" doc:"What is turned on by the settings; none so far"`
}

type me struct{ Body myself }

func (s *server) me(ctx context.Context, _ *struct{}) (*me, error) {
	who := caller(ctx)
	person, ok := s.Gate.Directory.Active(who.UserID)
	if !ok {
		return nil, errNotFound
	}
	shown, err := s.self(ctx, person)
	return &me{myself{shown, who.Permissions.List(), map[string]bool{}}}, err
}
