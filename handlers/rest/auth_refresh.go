package rest

import (
	"context"
	"errors"

	"domainflow/handlers/people"
	"domainflow/internal/secrets"
)

type refreshBody struct {
	RefreshToken string `json:"refreshToken,omitempty" doc:"Unless a cookie holds it"`
}

type refreshing struct {
	Cookie string `cookie:"domainflow_refresh" doc:"The refresh token of a browser"`
	Visit
	Body *body[refreshBody]
}

func (in *refreshing) ready(context.Context, *server) error {
	if in.Body == nil {
		in.Body = &body[refreshBody]{}
	}
	return in.Body.fault()
}

func (s *server) refresh(ctx context.Context, in *refreshing) (*granted, error) {
	if in.Body.refused != nil {
		return nil, in.Body.refused
	}
	token := in.Body.Value.RefreshToken
	inCookie := token == ""
	if inCookie {
		token = in.Cookie
	}
	if token == "" {
		return nil, errNoCredential
	}
	g, err := s.Gate.Secrets.Refresh(ctx, token)
	var stolen *secrets.ReusedError
	switch {
	case errors.As(err, &stolen):
		s.recordEnded(ctx, stolen.UserID, stolen.SessionID)
		return nil, people.ErrSessionEnded
	case errors.Is(err, secrets.ErrSessionEnded):
		return nil, people.ErrSessionEnded
	case errors.Is(err, secrets.ErrUnknownToken):
		return nil, people.ErrNobody
	case err != nil:
		return nil, err
	}
	if _, ok := s.Gate.Directory.Active(g.UserID); !ok {
		return nil, people.ErrNobody
	}
	return s.granted(ctx, in.Visit, g, inCookie)
}
