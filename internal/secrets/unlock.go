package secrets

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ofPassword is the kind of what is sealed of passwords.
const ofPassword = "password"

// plainBegin begins a hash that is not sealed.
const plainBegin = '$'

// Unlock has passwords sealed and opened with the master key; it comes before
// everything that has to do with one. ErrMasterKey: it is not that of the
// accounts. Where those have none yet, this one becomes theirs, for good and for
// all instances, and a file that is missing is made. Hashes from before that are
// sealed.
func (s *Store) Unlock(ctx context.Context, source MasterSource) (made bool, err error) {
	ring := &keyring{source: source}
	err = s.write(ctx, func(tx pgx.Tx) (err error) {
		if made, err = ring.claim(ctx, tx); err != nil {
			return err
		}
		id, err := sealedWith(ctx, tx, "FOR UPDATE")
		if err != nil {
			return err
		}
		key, err := ring.key(ctx, id)
		if err != nil {
			return err
		}
		return reseal(ctx, tx, plainBegin, key, func(_ uuid.UUID, hash []byte) ([]byte, error) { return hash, nil })
	})
	switch {
	case err == nil:
		s.keyring = ring
	case !errors.Is(err, ErrMasterKey):
		err = failure("unlock", err)
	}
	return made, err
}

// claim makes the key of this process that of the accounts, unless they have
// one.
func (k *keyring) claim(ctx context.Context, tx pgx.Tx) (made bool, err error) {
	if _, err := sealedWith(ctx, tx, ""); !errors.Is(err, errLocked) {
		return false, err
	}
	if k.source.File != "" {
		if made, err = makeMaster(k.source.File); err != nil {
			return false, fmt.Errorf("%w: %w", ErrMasterKey, err)
		}
	}
	first, err := k.first(ctx)
	if err != nil {
		return made, err
	}
	_, err = tx.Exec(ctx, "INSERT INTO accounts.master_key (id) VALUES ($1) ON CONFLICT DO NOTHING", first.id[:])
	return made, err
}

// querier is a pool or a transaction.
type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// sealedWith is the key that everything in the accounts is sealed with.
// ErrMasterKey: they were never unlocked.
func sealedWith(ctx context.Context, q querier, lock string) (id keyID, err error) {
	var raw []byte
	err = q.QueryRow(ctx, "SELECT id FROM accounts.master_key "+lock).Scan(&raw)
	if errors.Is(err, pgx.ErrNoRows) {
		err = errLocked
	}
	return keyIDOf(raw), err
}

// seal hides a password hash in the transaction that stores it: nobody can
// change the key before it ends. It comes first there, so that whoever changes
// the key, and then the rows of people, waits for it and not it for them.
func (s *Store) seal(ctx context.Context, tx pgx.Tx, person, hash string) ([]byte, error) {
	id, err := sealedWith(ctx, tx, "FOR SHARE")
	if err != nil {
		return nil, err
	}
	key, err := s.keyring.key(ctx, id)
	if err != nil {
		return nil, err
	}
	owner, err := uuid.Parse(person)
	return key.seal(ofPassword, owner, []byte(hash)), err
}

// reseal seals all password hashes that are stored with this first byte. open
// gives what they are.
func reseal(ctx context.Context, tx pgx.Tx, begin byte, with masterKey, open func(uuid.UUID, []byte) ([]byte, error)) error {
	rows, err := tx.Query(ctx, "SELECT id::text, password_hash FROM accounts.people WHERE substring(password_hash FROM 1 FOR 1) = $1", []byte{begin})
	if err != nil {
		return err
	}
	var ids []string
	var sealed [][]byte
	var id string
	var stored []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &stored}, func() error {
		owner, err := uuid.Parse(id)
		if err != nil {
			return err
		}
		hash, err := open(owner, stored)
		if err != nil {
			return fmt.Errorf("the password of user %s: %w", id, err)
		}
		ids, sealed = append(ids, id), append(sealed, with.seal(ofPassword, owner, hash))
		return nil
	})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE accounts.people AS p SET password_hash = n.sealed
		FROM unnest($1::uuid[], $2::bytea[]) AS n (id, sealed) WHERE p.id = n.id`, ids, sealed)
	return err
}
