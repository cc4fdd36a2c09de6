package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"domainflow/migrations"
)

type migrateCmd struct {
	Data string `help:"Directory of the embedded servers." default:"./data"`
	databaseStorage
}

// Run migrates what is kept for ever; read models of another version are
// rebuilt when serve opens them.
func (c *migrateCmd) Run(ctx context.Context, stdout, stderr io.Writer) (err error) {
	log := logger(quiet{stderr})
	s, err := storage{logStorage: logStorage{Data: c.Data}, databaseStorage: c.databaseStorage, only: theDatabase}.reach(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close(log)) }()
	if err := migrations.Up(ctx, s.pool); err != nil {
		return err
	}
	fmt.Fprintln(stdout, "the database is up to date")
	return nil
}
