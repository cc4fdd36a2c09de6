package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"domainflow/internal/secrets"
	"domainflow/migrations"
)

type secretsCmd struct {
	Rotate secretsRotateCmd `cmd:"" help:"Makes a new master key and seals all passwords with it, beside a running serve or without one."`
}

type secretsRotateCmd struct {
	Data string `help:"Directory of the embedded servers." default:"./data"`
	databaseStorage
	masterKey
}

// Help is shown below that of the verb.
func (secretsRotateCmd) Help() string {
	return "The key must be in a file. Everybody goes on meanwhile, and what was interrupted may be done again. " +
		"A serve that has a copy of the file lets nobody sign in until it has the new one. Backups from before open with the old key only."
}

// errNotRotated says what to do, because nothing here can change an environment
// or what a command prints.
var errNotRotated = errors.New("stop every serve, write the key to a file of mode 0600, rotate with --master-key-file, and put what the file holds then in the place of the old one")

func (c *secretsRotateCmd) Run(ctx context.Context, stdout, stderr io.Writer) (err error) {
	log := logger(quiet{stderr})
	s, err := storage{logStorage: logStorage{Data: c.Data}, databaseStorage: c.databaseStorage, only: theDatabase}.reach(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close(log)) }()
	if err := migrations.Up(ctx, s.pool); err != nil {
		return err
	}
	store := secrets.New(s.pool, secrets.NewHasher(secrets.DefaultCost, 1, 1), time.Now, secrets.DefaultSettings)
	if err := s.unlock(ctx, store, &c.masterKey, c.Data, log); err != nil {
		return err
	}
	if err := store.Rotate(ctx); err != nil {
		if errors.Is(err, secrets.ErrNotInFile) {
			err = fmt.Errorf("%w: %w", err, errNotRotated)
		}
		return err
	}
	fmt.Fprintln(stdout, "All is sealed with a new master key; the old one opens nothing any more. A serve with a copy of the file needs the new one now.")
	return nil
}
