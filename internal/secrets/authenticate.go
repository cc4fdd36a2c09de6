package secrets

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// fresh is how long what Postgres said of a token is believed.
	fresh = time.Second
	// askLimit is how long Postgres may take to say it.
	askLimit = 2 * time.Second
)

// Session is whose access token it was.
type Session struct{ ID, UserID string }

// Authenticate says whose access token this is: ErrUnknownToken,
// ErrTokenExpired or ErrSessionEnded if nobody's. It is an authenticated
// request, so the session is not idle.
//
// What was seen less than a second ago is answered from memory, so a session
// that another instance ended is refused within a second. While Postgres is
// away, tokens that were seen here before are answered from memory until they
// expire, and it is asked once a second at most; nobody can end a session then,
// and who follows the log calls Forget for those it ended before. Others get
// ErrUnavailable.
//
// A session is idle to the moment on the instance that sees all its requests.
// Where several do, it may end up to a minute early, as its last use is written
// once a minute.
func (s *Store) Authenticate(ctx context.Context, text string) (Session, error) {
	token, err := ParseToken(Access, text)
	if err != nil {
		return Session{}, err
	}
	hash, settings, now := token.hash(), s.settings(), s.now()
	known, ok := s.sessions.get(hash)
	if ok && (now.Sub(known.checked) < fresh || s.sessions.away(now)) {
		return s.believe(hash, known, settings, now)
	}
	checked, err := s.ask(ctx, hash)
	switch {
	case errors.Is(err, ErrUnavailable):
		s.sessions.failed(s.now())
		// Forget may have been called since.
		if known, ok = s.sessions.get(hash); ok {
			return s.believe(hash, known, settings, now)
		}
		return Session{}, err
	case err != nil:
		return Session{}, err
	}
	return s.believe(hash, checked, settings, now)
}

// believe decides on what is known of a token.
func (s *Store) believe(hash [sha256.Size]byte, known seen, settings Settings, now time.Time) (Session, error) {
	if settings.ended(known.created, known.used, now) {
		return Session{}, ErrSessionEnded
	}
	if !now.Before(known.expires) {
		return Session{}, ErrTokenExpired
	}
	s.sessions.use(hash, now)
	return known.Session, nil
}

// ask lets requests that come at once with one token ask once. It goes on when
// one of them gives up.
func (s *Store) ask(ctx context.Context, hash [sha256.Size]byte) (seen, error) {
	answer := s.checks.DoChan(string(hash[:]), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askLimit)
		defer cancel()
		return s.check(ctx, hash)
	})
	select {
	case a := <-answer:
		known, _ := a.Val.(seen)
		return known, a.Err
	case <-ctx.Done():
		return seen{}, ctx.Err()
	}
}

// check reads what Postgres has, and writes down that the session is in use.
func (s *Store) check(ctx context.Context, hash [sha256.Size]byte) (seen, error) {
	now, epoch := s.now(), s.sessions.epochNow()
	known := seen{checked: now}
	err := s.pool.QueryRow(ctx, `SELECT s.id::text, s.person_id::text, s.created_at, s.last_used_at, t.expires_at
		FROM accounts.access_tokens t JOIN accounts.sessions s ON s.id = t.session_id WHERE t.hash = $1`, hash[:]).
		Scan(&known.ID, &known.UserID, &known.created, &known.used, &known.expires)
	if errors.Is(err, pgx.ErrNoRows) {
		s.sessions.drop(hash)
		return seen{}, ErrUnknownToken
	}
	if err != nil {
		return seen{}, failure("access token", err)
	}
	written := known.used
	known = s.sessions.put(hash, known, epoch)
	if s.settings().ended(known.created, known.used, now) {
		// Ended is ended, also if the settings are more generous one day. If
		// it cannot be removed now, the next login does.
		_, _ = s.exec(ctx, "idle session", "DELETE FROM accounts.sessions WHERE id = $1 AND last_used_at = $2", known.ID, written)
		s.sessions.drop(hash)
		return known, nil
	}
	if now.Before(known.expires) && now.Sub(written) >= touchEvery {
		_, err = s.pool.Exec(ctx, "UPDATE accounts.sessions SET last_used_at = $2 WHERE id = $1 AND last_used_at < $2", known.ID, now)
	}
	return known, failure("last use", err)
}
