package secrets

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// grace is how long a used refresh token is still taken for one whose answer
// was lost, or that of another tab.
const grace = 10 * time.Second

// Refresh gives a new access token, and the next refresh token. A token that
// was used less than 10 s ago gets the very same successor as before, or the
// newest one by now, so a lost answer costs nothing and nobody has a branch of
// their own. Used later it was stolen, from its owner or by them: the session
// ends, *ReusedError.
//
// To refresh is no use of the session: one that is idle ends.
func (s *Store) Refresh(ctx context.Context, text string) (Grant, error) {
	token, err := ParseToken(Refresh, text)
	if err != nil {
		return Grant{}, err
	}
	var g Grant
	var reused *ReusedError
	err = s.write(ctx, func(tx pgx.Tx) error {
		// That it is stolen is no error of the transaction: the end is kept.
		g, err = s.rotate(ctx, tx, token)
		if errors.As(err, &reused) {
			return s.drop(ctx, tx, reused.SessionID)
		}
		return err
	})
	if reused != nil && err == nil {
		s.Forget(reused.UserID)
		return Grant{}, reused
	}
	if err != nil {
		return Grant{}, sessionFailure("refresh", err)
	}
	return g, nil
}

func (s *Store) drop(ctx context.Context, tx pgx.Tx, session string) error {
	_, err := tx.Exec(ctx, "DELETE FROM accounts.sessions WHERE id = $1", session)
	return err
}

// rotate first takes the session, then its tokens, in the order in which
// ending a session does.
func (s *Store) rotate(ctx context.Context, tx pgx.Tx, token Token) (g Grant, err error) {
	var created, used time.Time
	hash := token.hash()
	err = tx.QueryRow(ctx, `SELECT id::text, person_id::text, created_at, last_used_at FROM accounts.sessions
		WHERE id = (SELECT session_id FROM accounts.refresh_tokens WHERE hash = $1) FOR UPDATE`, hash[:]).
		Scan(&g.SessionID, &g.UserID, &created, &used)
	if errors.Is(err, pgx.ErrNoRows) {
		return Grant{}, ErrUnknownToken
	}
	if err != nil {
		return Grant{}, err
	}
	now := s.now()
	if s.settings().ended(created, used, now) {
		return Grant{}, ErrSessionEnded
	}
	if g.Refresh, err = s.successor(ctx, tx, token, g, now); err != nil {
		return Grant{}, err
	}
	return g, s.giveAccess(ctx, tx, &g, created.UTC(), now)
}

// successor uses a token, or goes from one that was used to the newest.
func (s *Store) successor(ctx context.Context, tx pgx.Tx, token Token, g Grant, now time.Time) (Token, error) {
	usedAt, salt, err := readRefresh(ctx, tx, token)
	if err != nil {
		return Token{}, err
	}
	if usedAt == nil {
		return s.use(ctx, tx, token, g.SessionID, now)
	}
	if now.Sub(*usedAt) > grace {
		return Token{}, &ReusedError{UserID: g.UserID, SessionID: g.SessionID}
	}
	for usedAt != nil {
		token = token.next(salt)
		if usedAt, salt, err = readRefresh(ctx, tx, token); err != nil {
			return Token{}, err
		}
	}
	return token, nil
}

func readRefresh(ctx context.Context, tx pgx.Tx, t Token) (usedAt *time.Time, salt []byte, err error) {
	hash := t.hash()
	err = tx.QueryRow(ctx, "SELECT used_at, salt FROM accounts.refresh_tokens WHERE hash = $1", hash[:]).Scan(&usedAt, &salt)
	return usedAt, salt, err
}

func (s *Store) use(ctx context.Context, tx pgx.Tx, token Token, session string, now time.Time) (Token, error) {
	hash, salt := token.hash(), make([]byte, tokenBytes)
	_, _ = rand.Read(salt) // never fails, see crypto/rand
	if _, err := tx.Exec(ctx, "UPDATE accounts.refresh_tokens SET used_at = $2, salt = $3 WHERE hash = $1", hash[:], now, salt); err != nil {
		return Token{}, err
	}
	next := token.next(salt)
	return next, keepRefresh(ctx, tx, next, session)
}

// next is the successor of a token. It takes the token itself and the salt, so
// neither who has the database nor who has an old token has it.
func (t Token) next(salt []byte) Token {
	mac := hmac.New(sha256.New, salt)
	mac.Write(t.raw[:])
	n := Token{kind: t.kind}
	mac.Sum(n.raw[:0])
	return n
}
