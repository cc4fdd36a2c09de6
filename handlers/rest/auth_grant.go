package rest

import (
	"context"
	"time"

	"domainflow/domain/user"
	"domainflow/internal/secrets"
	"domainflow/projections"
)

// grant is what whoever signs in gets.
type grant struct {
	AccessToken  string            `json:"accessToken" doc:"For Authorization: Bearer"`
	TokenType    string            `json:"tokenType" enum:"Bearer"`
	ExpiresIn    int               `json:"expiresIn" doc:"Seconds"`
	ExpiresAt    projections.Time  `json:"expiresAt"`
	RefreshToken string            `json:"refreshToken,omitempty" doc:"Left out where a cookie holds it"`
	User         self              `json:"user"`
	Permissions  []user.Permission `json:"permissions"`
}

type granted struct {
	SetCookie string `header:"Set-Cookie" hidden:"true"`
	Body      grant
}

// granted tells a grant, with the refresh token in the body or in a cookie.
func (s *server) granted(ctx context.Context, v Visit, g secrets.Grant, inCookie bool) (*granted, error) {
	person, ok := s.Gate.Directory.Active(g.UserID)
	if !ok {
		return nil, errCredentials
	}
	me, err := s.self(ctx, person)
	if err != nil {
		return nil, err
	}
	out := &granted{Body: grant{
		AccessToken: g.Access.Reveal(), TokenType: "Bearer", ExpiresIn: int(g.ExpiresAt.Sub(s.Clock()).Round(time.Second) / time.Second),
		ExpiresAt: projections.TimeOf(g.ExpiresAt), RefreshToken: g.Refresh.Reveal(), User: me, Permissions: person.Permissions.List(),
	}}
	if inCookie {
		out.SetCookie, out.Body.RefreshToken = s.cookie(v, out.Body.RefreshToken), ""
	}
	return out, nil
}
