package secrets

import (
	"context"
	"net/netip"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// touchEvery is how coarse the time of the last use is: one write a minute.
const touchEvery = time.Minute

// maxDevice is how much of a User-Agent is kept.
const maxDevice = 200

// Client is who signs in, as they show themselves.
type Client struct {
	UserAgent string
	Address   netip.Addr
}

// Grant is what a client gets. Refresh is its next refresh token.
type Grant struct {
	UserID, SessionID string
	Access, Refresh   Token
	// ExpiresAt is the end of Access.
	ExpiresAt time.Time
	// Ended are sessions that had to make room.
	Ended []string
}

// SessionInfo is what a user sees of one of their sessions.
type SessionInfo struct {
	ID string
	// Device is the User-Agent, Address the network that it came from.
	Device, Address string
	CreatedAt       time.Time
	// LastUsedAt is true to the minute.
	LastUsedAt time.Time
}

// StartSession begins a session. It is ErrWrongPassword if the password has
// changed since it was verified, or its owner is gone.
func (s *Store) StartSession(ctx context.Context, v Verified, c Client) (Grant, error) {
	g := Grant{UserID: v.UserID, Refresh: NewToken(Refresh)}
	id, err := uuid.NewV7()
	if err != nil {
		return Grant{}, failure("start session", err)
	}
	g.SessionID = id.String()
	now, settings := s.now(), s.settings()
	err = s.write(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, "UPDATE accounts.people SET last_login_at = $3 WHERE id = $1 AND password_number = $2", v.UserID, v.number, now)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return ErrWrongPassword
		}
		if g.Ended, err = makeRoom(ctx, tx, v.UserID, now, settings); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO accounts.sessions (id, person_id, device, address, created_at, last_used_at)
			VALUES ($1, $2, $3, $4, $5, $5)`, g.SessionID, g.UserID, device(c.UserAgent), Network(c.Address), now)
		if err != nil {
			return err
		}
		if err := keepRefresh(ctx, tx, g.Refresh, g.SessionID); err != nil {
			return err
		}
		return s.giveAccess(ctx, tx, &g, now, now)
	})
	if len(g.Ended) > 0 {
		s.Forget(g.UserID)
	}
	if err != nil {
		return Grant{}, sessionFailure("start session", err)
	}
	return g, nil
}

// makeRoom removes the oldest sessions of a user, and those of anybody that
// have ended by themselves.
func makeRoom(ctx context.Context, tx pgx.Tx, user string, now time.Time, settings Settings) ([]string, error) {
	// Those that somebody else is at are left to the next one: waiting for
	// each other's would be a deadlock.
	_, err := tx.Exec(ctx, `DELETE FROM accounts.sessions WHERE id IN
		(SELECT id FROM accounts.sessions WHERE created_at <= $1 OR last_used_at <= $2 FOR UPDATE SKIP LOCKED)`,
		now.Add(-settings.SessionLife), now.Add(-settings.Idle-touchEvery))
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `DELETE FROM accounts.sessions WHERE id IN
		(SELECT id FROM accounts.sessions WHERE person_id = $1 ORDER BY created_at DESC, id DESC OFFSET $2) RETURNING id::text`,
		user, max(settings.SessionsPerUser-1, 0))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// giveAccess adds an access token to a session, which it does not outlive, and
// removes those that have expired.
func (s *Store) giveAccess(ctx context.Context, tx pgx.Tx, g *Grant, created, now time.Time) error {
	settings := s.settings()
	g.Access = NewToken(Access)
	g.ExpiresAt = now.Add(settings.AccessTTL)
	if end := created.Add(settings.SessionLife); end.Before(g.ExpiresAt) {
		g.ExpiresAt = end
	}
	if _, err := tx.Exec(ctx, "DELETE FROM accounts.access_tokens WHERE session_id = $1 AND expires_at <= $2", g.SessionID, now); err != nil {
		return err
	}
	hash := g.Access.hash()
	_, err := tx.Exec(ctx, "INSERT INTO accounts.access_tokens (hash, session_id, expires_at) VALUES ($1, $2, $3)", hash[:], g.SessionID, g.ExpiresAt)
	return err
}

func keepRefresh(ctx context.Context, tx pgx.Tx, t Token, session string) error {
	hash := t.hash()
	_, err := tx.Exec(ctx, "INSERT INTO accounts.refresh_tokens (hash, session_id) VALUES ($1, $2)", hash[:], session)
	return err
}

// device is a User-Agent fit to be shown.
func device(agent string) string {
	visible := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(agent, ""))
	if runes := []rune(visible); len(runes) > maxDevice {
		return string(runes[:maxDevice])
	}
	return visible
}

// Network is an address without what tells people apart: /24 of IPv4, /48 of
// IPv6. "" without an address.
func Network(a netip.Addr) string {
	bits := 48
	if a = a.Unmap().WithZone(""); a.Is4() {
		bits = 24
	}
	p, err := a.Prefix(bits)
	if err != nil || !p.IsValid() {
		return ""
	}
	return p.String()
}
