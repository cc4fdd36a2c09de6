package secrets

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"syscall"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ErrNotInFile: a key that is no file's cannot be replaced from here.
var ErrNotInFile = errors.New("the master key is not in a file")

// Rotate makes a new master key and seals everything with it again; the old one
// opens nothing then. Everybody may go on meanwhile: whoever meets the new key
// finds it in the file. It may be killed at any moment, and be done again:
//
//	file       accounts
//	old        old
//	old, new   old
//	old, new   new, all at once
//	new        new
func (s *Store) Rotate(ctx context.Context) error {
	if s.keyring == nil {
		return errLocked
	}
	if s.keyring.source.File == "" {
		return ErrNotInFile
	}
	file, err := filepath.EvalSymlinks(s.keyring.source.File)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrMasterKey, err)
	}
	unlock, err := lockBeside(file, syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrMasterKey, err)
	}
	defer unlock()
	return s.rotateKey(ctx, file)
}

// rotateKey does it for who has locked the file.
func (s *Store) rotateKey(ctx context.Context, file string) error {
	id, err := sealedWith(ctx, s.pool, "")
	if err != nil {
		return failure("rotate", err)
	}
	if _, err := s.keyring.first(ctx); err != nil { // as the file is now
		return err
	}
	old, err := s.keyring.key(ctx, id)
	if err != nil {
		return err
	}
	fresh := newMasterKey()
	if err := writeMaster(file, old, fresh); err != nil {
		return fmt.Errorf("%w: %w", ErrMasterKey, err)
	}
	if err := s.replaceKey(ctx, old, fresh); err != nil {
		return err
	}
	if err := writeMaster(file, fresh); err != nil {
		return fmt.Errorf("%w: all is sealed with the new one, but the old one is in the file still: %w", ErrMasterKey, err)
	}
	return nil
}

func (s *Store) replaceKey(ctx context.Context, old, fresh masterKey) error {
	err := s.write(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, "UPDATE accounts.master_key SET id = $2 WHERE id = $1", old.id[:], fresh.id[:])
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return fmt.Errorf("%w: it was replaced elsewhere just now", ErrMasterKey)
		}
		return reseal(ctx, tx, sealVersion, fresh, func(owner uuid.UUID, sealed []byte) ([]byte, error) {
			return old.open(ofPassword, owner, sealed)
		})
	})
	if errors.Is(err, ErrMasterKey) || errors.Is(err, ErrBroken) {
		return err
	}
	return failure("rotate", err)
}
