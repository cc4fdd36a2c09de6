package rest

import (
	"context"
	"errors"
	"strings"
	"time"

	"domainflow/domain"
	"domainflow/domain/user"
	"domainflow/internal/secrets"
)

// Where a browser or a program keeps its refresh token.
const (
	sessionToken  = "token"
	sessionCookie = "cookie"
)

type loginBody struct {
	Email    string `json:"email"`
	Password string `json:"password" format:"password"`
	Session  string `json:"session,omitempty" enum:"token,cookie" default:"token" doc:"cookie: for browsers, the refresh token is out of reach of scripts"`
}

type loggingIn struct {
	creating[loginBody]
	Visit
}

// errCredentials is the one answer to everybody who fails.
var errCredentials = domain.Refuse(domain.Forbidden, string(codeCredentials), "the e-mail address or the password is wrong")

// slowDown refuses who has failed before.
type slowDown struct{ wait time.Duration }

func (e *slowDown) Error() string { return "too many failures, wait before the next attempt" }

// seconds is what Retry-After says.
func (e *slowDown) seconds() int { return int((e.wait + time.Second - 1) / time.Second) }

// login counts as a failure also what could not be tried: whoever keeps us busy
// must not be able to try more often.
func (s *server) login(ctx context.Context, in *loggingIn) (*granted, error) {
	body := in.Body.Value
	var checks domain.Checks
	checks.Require(body.Session == "" || body.Session == sessionToken || body.Session == sessionCookie, "session", domain.FieldInvalid,
		"must be %s or %s", sessionToken, sessionCookie)
	if err := together(in.Body.refused, checks.Err()); err != nil {
		return nil, err
	}
	// What is no address is that of nobody, as any other that nobody has.
	email := strings.TrimSpace(body.Email)
	if !secrets.ValidEmail(email) {
		email = ""
	}
	right, wait := s.throttle.Attempt(email, in.client.Address)
	if wait > 0 {
		return nil, &slowDown{wait}
	}
	started, err := s.startSession(ctx, email, body.Password, in.client)
	if err != nil {
		return nil, err
	}
	right()
	s.recordEnded(ctx, started.UserID, started.Ended...)
	return s.granted(ctx, in.Visit, started, body.Session == sessionCookie)
}

// startSession is errCredentials for everybody who may not.
func (s *server) startSession(ctx context.Context, email, password string, c secrets.Client) (secrets.Grant, error) {
	verified, err := s.Gate.Secrets.Verify(ctx, email, password)
	if err == nil {
		if _, ok := s.Gate.Directory.Active(verified.UserID); !ok {
			return secrets.Grant{}, errCredentials
		}
		var g secrets.Grant
		if g, err = s.Gate.Secrets.StartSession(ctx, verified, c); err == nil {
			return g, nil
		}
	}
	if errors.Is(err, secrets.ErrWrongPassword) {
		err = errCredentials
	}
	return secrets.Grant{}, err
}

// recordLimit bounds how long a login waits for the events of others.
const recordLimit = 5 * time.Second

// recordEnded has the log know of sessions that ended by themselves: as one had
// to make room, or its token was stolen. They have ended, so what cannot be
// recorded is no failure of who signs in.
func (s *server) recordEnded(ctx context.Context, id string, sessions ...string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordLimit)
	defer cancel()
	for _, session := range sessions {
		cmd := s.command(ctx, Commanding{}, hashOf(nil))
		cmd.meta.Actor.ID, cmd.meta.Actor.Kind = id, "user"
		if _, err := s.changePerson(ctx, cmd, nil, id, s.deciding(user.RevokeSessions{Session: session}), nil); err != nil {
			s.Log.Warn("the end of a session is not recorded", "user", id, "session", session, "error", err)
		}
	}
}
