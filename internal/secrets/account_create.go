package secrets

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// orphaned is the age at which a row without an event is nobody: commands give
// up after seconds, so its event does not come any more.
const orphaned = time.Minute

// Exists says whether the log has somebody, or something, with this id. It
// must ask the log itself, not what follows it: on its word rows are removed.
type Exists func(ctx context.Context, id string) (bool, error)

// NewAccount is somebody to be made.
type NewAccount struct {
	ID, Email, FirstName, LastName string
	Password                       string
}

// CreateAccount makes the row of a person, before their event is appended, both
// under [Store.Once]. If that fails the row is nobody: the same command tried again replaces it, and
// so does another one that wants the e-mail address, a minute later. Somebody
// who exists is left as they are: with this id, nothing happens; with this
// e-mail address, it is ErrEmailTaken.
func (s *Store) CreateAccount(ctx context.Context, n NewAccount, exists Exists) error {
	if err := checkPassword(n.Password, n.Email, s.settings().MinPassword); err != nil {
		return err
	}
	orphans, done, err := s.inTheWay(ctx, n, exists)
	if err != nil || done {
		return err
	}
	hash, err := s.hasher.hash(ctx, n.Password)
	if err != nil {
		return err
	}
	err = s.write(ctx, func(tx pgx.Tx) error {
		sealed, err := s.seal(ctx, tx, n.ID, hash)
		if err != nil {
			return err
		}
		// The log was asked about these rows, not about others that may stand
		// there by now; so they go by their time as well.
		for _, o := range orphans {
			if _, err := tx.Exec(ctx, "DELETE FROM accounts.people WHERE id = $1 AND created_at = $2", o.ID, o.CreatedAt); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `INSERT INTO accounts.people (id, email, email_key, first_name, last_name, password_hash, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, n.ID, n.Email, emailKey(n.Email), n.FirstName, n.LastName, sealed, s.now())
		return err
	})
	switch {
	case violates(err, "people_email"):
		return ErrEmailTaken
	case violates(err, "people_pkey"):
		return ErrInProgress
	}
	return failure("create account", err)
}

// inTheWay are rows with this id or e-mail address that are nobody. done says
// that the person exists already.
func (s *Store) inTheWay(ctx context.Context, n NewAccount, exists Exists) (orphans []Account, done bool, err error) {
	rows, err := s.pool.Query(ctx, `SELECT `+accountColumns+` FROM accounts.people WHERE id = $1 OR email_key = $2`, n.ID, emailKey(n.Email))
	if err != nil {
		return nil, false, failure("create account", err)
	}
	found, err := pgx.CollectRows(rows, scanAccount)
	if err != nil {
		return nil, false, failure("create account", err)
	}
	var taken error
	for _, a := range found {
		there, err := exists(ctx, a.ID)
		switch {
		case err != nil:
			return nil, false, err
		case there && a.ID == n.ID:
			return nil, true, nil
		case there, a.ID != n.ID && s.now().Sub(a.CreatedAt) < orphaned:
			taken = ErrEmailTaken
		}
		orphans = append(orphans, a)
	}
	return orphans, false, taken
}
