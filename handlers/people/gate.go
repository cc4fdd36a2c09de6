package people

import (
	"context"
	"errors"
	"strings"
	"time"

	"domainflow/domain/user"
	"domainflow/internal/secrets"
)

var (
	// ErrNobody: the credential belongs to nobody who may come in.
	ErrNobody = errors.New("people: nobody's credential")
	// ErrSessionEnded: it was somebody's, whose session or token has ended.
	ErrSessionEnded = errors.New("people: the session has ended")
)

// Gate tells who credentials belong to. Besides these two errors there is
// [secrets.ErrUnavailable].
type Gate struct {
	Secrets   *secrets.Store
	Directory *user.Directory
	Now       func() time.Time
}

// keyPrefix tells API keys from access tokens.
const keyPrefix = "dfk_"

// Bearer takes an access token or an API key.
func (g Gate) Bearer(ctx context.Context, text string) (Caller, error) {
	if strings.HasPrefix(text, keyPrefix) {
		return g.Key(ctx, text)
	}
	session, err := g.Secrets.Authenticate(ctx, text)
	if err != nil {
		return Caller{}, refusal(err)
	}
	return g.user(session.UserID, session.ID)
}

// Key takes an API key.
func (g Gate) Key(ctx context.Context, text string) (Caller, error) {
	id, err := g.Secrets.VerifyAPIKey(ctx, text)
	if err != nil {
		return Caller{}, refusal(err)
	}
	return g.key(id)
}

// Ticket takes a ticket for a purpose, once.
func (g Gate) Ticket(ctx context.Context, text, purpose string) (Caller, error) {
	holder, err := g.Secrets.RedeemTicket(ctx, text, purpose)
	switch {
	case err != nil:
		return Caller{}, refusal(err)
	case holder.APIKeyID != "":
		return g.key(holder.APIKeyID)
	}
	return g.user(holder.UserID, holder.SessionID)
}

// Again is who the caller is by now, for connections that stay open. It does
// not ask whether the session has ended: see [secrets.Store.Ended].
func (g Gate) Again(c Caller) (Caller, error) {
	if c.KeyID != "" {
		return g.key(c.KeyID)
	}
	return g.user(c.UserID, c.SessionID)
}

// Await waits until the gate goes by an event about a user, or for as long as
// ctx lasts: its error then.
func (g Gate) Await(ctx context.Context, sequence uint64) error {
	for {
		reached, next := g.Directory.Reached()
		if reached >= sequence {
			return nil
		}
		select {
		case <-next:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (g Gate) user(id, session string) (Caller, error) {
	person, ok := g.Directory.Active(id)
	if !ok {
		return Caller{}, ErrNobody
	}
	return Caller{UserID: id, SessionID: session, Permissions: person.Permissions, MustChangePassword: person.MustChangePassword}, nil
}

func (g Gate) key(id string) (Caller, error) {
	key, ok := g.Directory.Key(id, g.Now())
	if !ok {
		return Caller{}, ErrNobody
	}
	return Caller{
		UserID: key.Owner.ID, KeyID: id, Permissions: key.Permissions, MustChangePassword: key.Owner.MustChangePassword,
	}, nil
}

func refusal(err error) error {
	switch {
	case errors.Is(err, secrets.ErrTokenExpired), errors.Is(err, secrets.ErrSessionEnded):
		return ErrSessionEnded
	case errors.Is(err, secrets.ErrUnknownToken):
		return ErrNobody
	}
	return err
}
