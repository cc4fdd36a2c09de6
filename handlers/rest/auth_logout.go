package rest

import (
	"context"
	"errors"

	"domainflow/domain/user"
	"domainflow/internal/secrets"
)

type leaving struct {
	Commanding
	Visit
}

type left struct {
	EventSequence uint64 `header:"Event-Sequence" doc:"The sequence of the event"`
	SetCookie     string `header:"Set-Cookie" hidden:"true"`
}

// logout ends the session that the request came in. Of two at once both did.
func (s *server) logout(ctx context.Context, in *leaving) (*left, error) {
	who, err := inSession(ctx)
	if err != nil {
		return nil, err
	}
	cmd := s.command(ctx, in.Commanding, hashOf(nil))
	out, err := s.endSession(ctx, cmd, who.UserID, who.SessionID)
	if err != nil && !errors.Is(err, errNotFound) {
		return nil, err
	}
	return &left{EventSequence: out.Sequence, SetCookie: s.cookie(in.Visit, "")}, nil
}

// endSession is errNotFound for one that is not theirs or has ended.
func (s *server) endSession(ctx context.Context, cmd command, id, session string) (outcome, error) {
	return s.changePerson(ctx, cmd, nil, id, s.deciding(user.RevokeSessions{Session: session}), func(ctx context.Context) error {
		err := s.Gate.Secrets.EndSession(ctx, id, session)
		if errors.Is(err, secrets.ErrNotFound) {
			return errNotFound
		}
		return err
	})
}
