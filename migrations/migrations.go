// Package migrations holds the SQL of DomainFlow, embedded and forward only.
//
// There are two parts. The permanent part (schema domainflow) is migrated in
// place, step by step, and never loses anything. The read models are not
// migrated at all: ReadModels creates them in a fresh schema read_<n>, which
// is then filled from the log and takes the place of the one before.
package migrations

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed permanent/*.sql read/*.sql
var files embed.FS

// lockID is the advisory lock under which one process at a time migrates.
const lockID = 0x646f6d61696e66

// Up brings the permanent part to the newest version. Any number of processes
// may call it at once.
func Up(ctx context.Context, pool *pgxpool.Pool) error {
	if err := createSchema(ctx, pool); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	db := stdlib.OpenDBFromPool(pool)
	defer func() { _ = db.Close() }()
	// Asked for every second, for five minutes: the default of every 5 s makes
	// processes that start together wait for nothing.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockID(lockID), lock.WithLockTimeout(1, 300))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	steps, err := fs.Sub(files, "permanent")
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, steps,
		goose.WithSessionLocker(locker), goose.WithTableName("domainflow.migrations"))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	return nil
}

// createSchema makes the schema in which goose keeps its table. The lock is
// needed because CREATE SCHEMA IF NOT EXISTS fails with 23505 when two
// sessions run it at once (Postgres 15).
func createSchema(ctx context.Context, pool *pgxpool.Pool) error {
	tx, err := pool.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(ctx) }()
	if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", int64(lockID)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS domainflow"); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// ReadModels is the SQL that creates all read models, with unqualified names:
// it is to be run with the new schema as search_path.
func ReadModels() (string, error) {
	names, err := fs.Glob(files, "read/*.sql")
	if err != nil {
		return "", fmt.Errorf("migrations: %w", err)
	}
	var all strings.Builder
	for _, name := range names {
		sql, err := files.ReadFile(name)
		if err != nil {
			return "", fmt.Errorf("migrations: %w", err)
		}
		all.Write(sql)
		all.WriteByte('\n')
	}
	return all.String(), nil
}
