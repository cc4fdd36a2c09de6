package rest

import (
	"context"
	"errors"

	"domainflow/domain"
	"domainflow/domain/user"
	"domainflow/internal/secrets"
)

type passwordBody struct {
	CurrentPassword string `json:"currentPassword" format:"password"`
	NewPassword     string `json:"newPassword" format:"password" doc:"As config/auth says, 12 characters at least unless changed"`
}

type changingPassword struct {
	creating[passwordBody]
	Visit
}

// changePassword slows down who guesses the current one, as login does.
func (s *server) changePassword(ctx context.Context, in *changingPassword) (*deleted, error) {
	who, err := inSession(ctx)
	if err != nil {
		return nil, err
	}
	right, wait := s.throttle.Attempt("current password of "+who.UserID, in.client.Address)
	if wait > 0 {
		return nil, &slowDown{wait}
	}
	body := in.Body.Value
	cmd := s.command(ctx, in.Commanding, confidential(in.Commanding, in.Body.hash))
	refused := together(in.Body.refused, refusalOf(s.Gate.Secrets.CheckPassword(body.NewPassword, ""), "newPassword"))
	if refused != nil {
		right() // nothing was guessed
	}
	out, err := s.changePerson(ctx, cmd, refused, who.UserID, s.deciding(user.ChangePassword{}), func(ctx context.Context) error {
		err := s.Gate.Secrets.ChangePassword(ctx, who.UserID, body.CurrentPassword, body.NewPassword, who.SessionID)
		if errors.Is(err, secrets.ErrWrongPassword) {
			var checks domain.Checks
			checks.Require(false, "currentPassword", domain.FieldInvalid, "is not your password")
			return checks.Err()
		}
		return refusalOf(err, "newPassword")
	})
	if err != nil {
		return nil, err
	}
	right()
	return gone(out), nil
}
