package secrets

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Verified is somebody whose password was right a moment ago. Only
// [Store.Verify] makes one.
type Verified struct {
	UserID string
	// number is that of the password: a session begins with the one that is
	// valid then.
	number int64
}

// credential is what a password is held against.
type credential struct {
	id, email string
	sealed    []byte // the hash
	key       masterKey
	number    int64
}

// Verify finds out who signs in. It is ErrWrongPassword for everybody who does
// not, after the same work, with a [WrongPasswordError] where there is somebody
// of this e-mail address; ErrBusy before any. Whether they are active is left
// to the caller, who must answer the same then.
func (s *Store) Verify(ctx context.Context, email, password string) (Verified, error) {
	c, err := s.credential(ctx, "email_key", emailKey(email))
	if errors.Is(err, ErrNotFound) {
		if err := s.hasher.pretend(ctx, bounded(password)); err != nil {
			return Verified{}, err
		}
		return Verified{}, ErrWrongPassword
	}
	if err != nil {
		return Verified{}, err
	}
	if err = s.compare(ctx, c, password); errors.Is(err, ErrWrongPassword) {
		err = &WrongPasswordError{c.id}
	}
	if err != nil {
		return Verified{}, err
	}
	return Verified{UserID: c.id, number: c.number}, nil
}

// credential is by id or email_key. The key is looked for before it is known
// whether there is somebody, so that its lack tells nothing of that.
func (s *Store) credential(ctx context.Context, column, value string) (c credential, err error) {
	var sealedWith []byte
	err = s.pool.QueryRow(ctx, `SELECT k.id, coalesce(p.id::text, ''), coalesce(p.email, ''), p.password_hash, coalesce(p.password_number, 0)
		FROM accounts.master_key k LEFT JOIN accounts.people p ON p.`+column+` = $1`, value).
		Scan(&sealedWith, &c.id, &c.email, &c.sealed, &c.number)
	if errors.Is(err, pgx.ErrNoRows) {
		err = errLocked
	}
	if err == nil {
		c.key, err = s.keyring.key(ctx, keyIDOf(sealedWith))
	}
	if err == nil && c.id == "" {
		return c, ErrNotFound
	}
	return c, failure("password", err)
}

// compare is ErrWrongPassword unless the password is right. It brings the hash
// up to date if it has the time to.
func (s *Store) compare(ctx context.Context, c credential, password string) error {
	old, err := c.hash()
	if err != nil {
		return err
	}
	ok, stale, err := s.hasher.verify(ctx, bounded(password), old)
	if err != nil {
		return err
	}
	if !ok {
		return ErrWrongPassword
	}
	if !stale {
		return nil
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return nil //nolint:nilerr // the old hash serves as well, and the next login tries again
	}
	return failure("hash again", s.write(ctx, func(tx pgx.Tx) error {
		sealed, err := s.seal(ctx, tx, c.id, hash)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "UPDATE accounts.people SET password_hash = $3 WHERE id = $1 AND password_number = $2", c.id, c.number, sealed)
		return err
	}))
}

// hash is what was sealed, or ErrBroken.
func (c credential) hash() (string, error) {
	owner, err := uuid.Parse(c.id)
	if err != nil {
		return "", err
	}
	hash, err := c.key.open(ofPassword, owner, c.sealed)
	if err != nil {
		return "", fmt.Errorf("the password of user %s: %w", c.id, err)
	}
	return string(hash), nil
}

// bounded keeps others from making us hash megabytes. What is too long was
// never a password: another one that is none takes its place.
func bounded(password string) string {
	if len(password) > MaxPassword*utf8.UTFMax {
		return ""
	}
	return password
}

// SetPassword replaces a password that its owner has lost, and ends all their
// sessions.
func (s *Store) SetPassword(ctx context.Context, id, password string) error {
	c, err := s.credential(ctx, "id", id)
	if err != nil {
		return err
	}
	return s.replace(ctx, c, password, "")
}

// ChangePassword replaces a password that its owner knows, and ends all their
// sessions but the one they do it in.
func (s *Store) ChangePassword(ctx context.Context, id, current, password, session string) error {
	c, err := s.credential(ctx, "id", id)
	if err != nil {
		return err
	}
	if err := s.compare(ctx, c, current); err != nil {
		return err
	}
	return s.replace(ctx, c, password, session)
}

// replace also ends the sessions, so that none begins with the old password
// after that: beginning one takes a lock on the person.
func (s *Store) replace(ctx context.Context, c credential, password, keep string) error {
	if err := checkPassword(password, c.email, s.settings().MinPassword); err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	err = s.write(ctx, func(tx pgx.Tx) error {
		sealed, err := s.seal(ctx, tx, c.id, hash)
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `UPDATE accounts.people SET password_hash = $3, password_number = password_number + 1
			WHERE id = $1 AND password_number = $2`, c.id, c.number, sealed)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return ErrInProgress
		}
		_, err = tx.Exec(ctx, "DELETE FROM accounts.sessions WHERE person_id = $1 AND id::text <> $2", c.id, keep)
		return err
	})
	s.Forget(c.id)
	if errors.Is(err, ErrInProgress) {
		return err
	}
	return failure("password", err)
}
