package secrets

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// ended says whether a session has ended by itself.
func (s Settings) ended(created, used, now time.Time) bool {
	return now.Sub(created) >= s.SessionLife || now.Sub(used) >= s.Idle
}

// Sessions are those of a user that go on, the newest first.
func (s *Store) Sessions(ctx context.Context, user string) ([]SessionInfo, error) {
	now, settings := s.now(), s.settings()
	rows, err := s.pool.Query(ctx, `SELECT id::text, device, address, created_at, last_used_at FROM accounts.sessions
		WHERE person_id = $1 AND created_at > $2 AND last_used_at > $3 ORDER BY created_at DESC, id DESC`,
		user, now.Add(-settings.SessionLife), now.Add(-settings.Idle))
	if err != nil {
		return nil, failure("sessions", err)
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (i SessionInfo, err error) {
		err = row.Scan(&i.ID, &i.Device, &i.Address, &i.CreatedAt, &i.LastUsedAt)
		i.CreatedAt, i.LastUsedAt = i.CreatedAt.UTC(), i.LastUsedAt.UTC()
		return i, err
	})
	return found, failure("sessions", err)
}

// EndSession ends one session of a user; ErrNotFound if it is not theirs, or
// has ended before.
func (s *Store) EndSession(ctx context.Context, user, session string) error {
	rows, err := s.exec(ctx, "end session", "DELETE FROM accounts.sessions WHERE person_id = $1 AND id::text = $2", user, session)
	s.Forget(user)
	if err == nil && rows == 0 {
		return ErrNotFound
	}
	return err
}

// EndSessions ends all sessions of a user.
func (s *Store) EndSessions(ctx context.Context, user string) error {
	err := s.write(ctx, func(tx pgx.Tx) error {
		// In the order of those who begin one: the person first.
		if _, err := tx.Exec(ctx, "SELECT FROM accounts.people WHERE id = $1 FOR UPDATE", user); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "DELETE FROM accounts.sessions WHERE person_id = $1", user)
		return err
	})
	s.Forget(user)
	return failure("end sessions", err)
}

// Ended tells which of these sessions do not go on, for those who keep
// something open for one. Being open is no use of a session. It costs one
// query, however many there are.
func (s *Store) Ended(ctx context.Context, sessions []string) ([]string, error) {
	now, settings := s.now(), s.settings()
	rows, err := s.pool.Query(ctx, `SELECT asked FROM unnest($1::text[]) AS asked LEFT JOIN accounts.sessions s ON s.id = asked::uuid
		WHERE s.id IS NULL OR s.created_at <= $2 OR s.last_used_at <= $3`,
		sessions, now.Add(-settings.SessionLife), now.Add(-settings.Idle))
	if err != nil {
		return nil, failure("ended sessions", err)
	}
	ended, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return ended, failure("ended sessions", err)
}

// sessionFailure leaves alone what was decided inside a transaction.
func sessionFailure(what string, err error) error {
	for _, decided := range []error{ErrWrongPassword, ErrUnknownToken, ErrSessionEnded} {
		if errors.Is(err, decided) {
			return decided
		}
	}
	return failure(what, err)
}
