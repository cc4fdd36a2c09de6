package secrets

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Account is who a user is.
type Account struct {
	ID, Email, FirstName, LastName string
	CreatedAt                      time.Time
	LastLoginAt                    *time.Time
}

const accountColumns = "id::text, email, first_name, last_name, created_at, last_login_at"

func scanAccount(row pgx.CollectableRow) (a Account, err error) {
	err = row.Scan(&a.ID, &a.Email, &a.FirstName, &a.LastName, &a.CreatedAt, &a.LastLoginAt)
	a.CreatedAt = a.CreatedAt.UTC()
	if a.LastLoginAt != nil {
		utc := a.LastLoginAt.UTC()
		a.LastLoginAt = &utc
	}
	return a, err
}

// Account gives one, or ErrNotFound.
func (s *Store) Account(ctx context.Context, id string) (Account, error) {
	found, err := s.Accounts(ctx, []string{id}, "")
	if err == nil && len(found) == 0 {
		return Account{}, ErrNotFound
	}
	if err != nil {
		return Account{}, err
	}
	return found[0], nil
}

// AccountByEmail gives the row with an e-mail address in any case, or
// ErrNotFound. It may be nobody.
func (s *Store) AccountByEmail(ctx context.Context, email string) (Account, error) {
	rows, err := s.pool.Query(ctx, `SELECT `+accountColumns+` FROM accounts.people WHERE email_key = $1`, emailKey(email))
	if err != nil {
		return Account{}, failure("account", err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, scanAccount)
	return found, failure("account", err)
}

// Accounts gives those of these ids whose e-mail address or name contains
// query, in any case, by e-mail address. Whoever asks knows who exists: a row
// alone is nobody.
func (s *Store) Accounts(ctx context.Context, ids []string, query string) ([]Account, error) {
	rows, err := s.pool.Query(ctx, `SELECT `+accountColumns+` FROM accounts.people WHERE id = ANY($1::uuid[])
		AND (email ILIKE $2 OR first_name || ' ' || last_name ILIKE $2) ORDER BY email_key`, ids, "%"+escapeLike(query)+"%")
	if err != nil {
		return nil, failure("accounts", err)
	}
	found, err := pgx.CollectRows(rows, scanAccount)
	return found, failure("accounts", err)
}

// escapeLike makes every character stand for itself.
func escapeLike(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

// Rename replaces both names.
func (s *Store) Rename(ctx context.Context, id, first, last string) error {
	rows, err := s.exec(ctx, "rename", "UPDATE accounts.people SET first_name = $2, last_name = $3 WHERE id = $1", id, first, last)
	if err == nil && rows == 0 {
		return ErrNotFound
	}
	return err
}

// Erase removes everything that is known of a person, their sessions and keys
// with it. Nobody there is success.
func (s *Store) Erase(ctx context.Context, id string) error {
	_, err := s.exec(ctx, "erase", "DELETE FROM accounts.people WHERE id = $1", id)
	s.Forget(id)
	return err
}
