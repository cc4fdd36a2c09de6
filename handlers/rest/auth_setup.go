package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain"
	"domainflow/domain/role"
	"domainflow/eventstore"
	"domainflow/handlers/people"
	"domainflow/internal/secrets"
)

func (s *server) setupRoutes() {
	tags := []string{"auth"}
	handle(s, public, huma.Operation{
		OperationID: "auth-status", Method: http.MethodGet, Path: authPath + "/status", Tags: tags, Summary: "Whether there is anybody yet",
	}, func(_ context.Context, in *returning) (*setupAnswer, error) {
		return &setupAnswer{setupStatus{SetupRequired: s.Gate.Directory.Empty(), HasRefreshCookie: in.Cookie != ""}}, nil
	})
	handle(s, public, huma.Operation{
		OperationID: "setup", Method: http.MethodPost, Path: authPath + "/setup", Tags: tags, Summary: "Make the first super_admin, once",
		Description:   "The setup token stands in the first lines of the log of the program, as long as there is nobody. It is another one at each start.",
		DefaultStatus: http.StatusCreated, Responses: commandResponses[UserObject](s, http.StatusCreated),
	}, s.setup)
}

type setupStatus struct {
	SetupRequired    bool `json:"setupRequired"`
	HasRefreshCookie bool `json:"hasRefreshCookie" doc:"The request came with the cookie of a session: refreshing is worth a try. No script can see that by itself"`
}

type returning struct {
	Cookie string `cookie:"domainflow_refresh" doc:"The refresh token of a browser"`
}

type setupAnswer struct{ Body setupStatus }

type setupBody struct {
	SetupToken string `json:"setupToken" format:"password"`
	Email      string `json:"email" format:"email"`
	FirstName  string `json:"firstName" minLength:"1" maxLength:"255"`
	LastName   string `json:"lastName" minLength:"1" maxLength:"255"`
	Password   string `json:"password" format:"password" doc:"As config/auth says, 12 characters at least unless changed"`
}

// errSetupDone answers those who come too late.
var errSetupDone = domain.Refuse(domain.Conflict, role.CodeSetupDone, "there is an administrator already")

// setup also lets the right token through when it is done: the log knows
// whether this is the request that did it, repeated.
func (s *server) setup(ctx context.Context, in *creating[setupBody]) (*carried, error) {
	body := in.Body.Value
	switch right := s.isSetupToken(body.SetupToken); {
	case !right && s.Gate.Directory.Empty():
		return nil, people.ErrNobody
	case !right:
		return nil, errSetupDone
	}
	var checks domain.Checks
	checkPerson(&checks, &body.Email, &body.FirstName, &body.LastName)
	cmd := s.command(ctx, in.Commanding, confidential(in.Commanding, in.Body.hash))
	id, made := cmd.newID("user"), false
	cmd.meta.Actor = eventstore.Actor{ID: id, Kind: "user"}
	refused := together(in.Body.refused, checks.Err(), refusalOf(s.Gate.Secrets.CheckPassword(body.Password, body.Email), "password"))
	first := func(ctx context.Context, before people.Loaded) ([]eventstore.Change, error) {
		changes, _, err := s.Users.SetUp(ctx, before)
		return changes, err
	}
	out, err := s.changePerson(ctx, cmd, refused, id, first, func(ctx context.Context) error {
		return s.account(ctx, secrets.NewAccount{
			ID: id, Email: body.Email, FirstName: body.FirstName, LastName: body.LastName, Password: body.Password,
		}, &made)
	})
	if err != nil {
		s.forget(ctx, id, made, err)
		return nil, err
	}
	return show(ctx, s, out, http.StatusCreated, usersPath, id, s.user)
}

// isSetupToken takes the same time wherever a token differs.
func (s *server) isSetupToken(text string) bool {
	given, err := secrets.ParseToken(secrets.Setup, text)
	return err == nil && given.Equal(s.SetupToken)
}
