package projections

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"domainflow/migrations"
)

// schemaLock is the advisory lock under which read schemas are made and
// flipped; goose has one of its own.
const schemaLock = 0x64666c6f77

// withSchemaLock runs do while no other process makes or flips read schemas.
// The lock ends with its session, so it cannot outlive a failure; the session
// is not of the pool, whose connections are needed by whoever holds the lock.
func withSchemaLock(ctx context.Context, pool *pgxpool.Pool, do func() error) error {
	conn, err := pgx.ConnectConfig(ctx, pool.Config().ConnConfig)
	if err != nil {
		return fmt.Errorf("projections: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(schemaLock)); err != nil {
		return fmt.Errorf("projections: lock: %w", err)
	}
	return do()
}

// activeSchema is the name and version of the schema that answers queries; ""
// when there is none yet.
func activeSchema(ctx context.Context, pool *pgxpool.Pool) (name string, version int, err error) {
	err = pool.QueryRow(ctx, "SELECT name, version FROM domainflow.read_schema").Scan(&name, &version)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", 0, nil
	}
	if err != nil {
		return "", 0, fmt.Errorf("projections: active schema: %w", err)
	}
	return name, version, nil
}

// schemaAfter is read_<n+1> for read_<n>, and read_1 for none.
func schemaAfter(name string) (string, error) {
	if name == "" {
		return "read_1", nil
	}
	n, err := strconv.Atoi(strings.TrimPrefix(name, "read_"))
	if err != nil {
		return "", fmt.Errorf("projections: active schema %q is not of the form read_<n>", name)
	}
	return "read_" + strconv.Itoa(n+1), nil
}

// createSchema makes an empty set of read models, in place of what a rebuild
// that broke off may have left.
func createSchema(ctx context.Context, pool *pgxpool.Pool, name, identity string) error {
	tables, err := migrations.ReadModels()
	if err != nil {
		return err
	}
	return inTx(ctx, pool, func(tx pgx.Tx) error {
		for _, sql := range []string{
			"DROP SCHEMA IF EXISTS " + name + " CASCADE", "CREATE SCHEMA " + name, "SET LOCAL search_path = " + name, tables,
		} {
			if _, err := tx.Exec(ctx, sql, pgx.QueryExecModeSimpleProtocol); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, "INSERT INTO "+name+".checkpoint (sequence, event_id, stream) VALUES (0, '', $1)", identity)
		return err
	})
}

// activate makes the schema the one that answers queries, and drops the one
// before. Queries that have begun end before it is dropped.
func activate(ctx context.Context, pool *pgxpool.Pool, name, before string) error {
	err := inTx(ctx, pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO domainflow.read_schema (name, version) VALUES ($1, $2)
			ON CONFLICT (one) DO UPDATE SET name = $1, version = $2`, name, Version)
		return err
	})
	if err != nil || before == "" {
		return err
	}
	return inTx(ctx, pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "DROP SCHEMA IF EXISTS "+before+" CASCADE")
		return err
	})
}

func inTx(ctx context.Context, pool *pgxpool.Pool, do func(pgx.Tx) error) error {
	if err := pgx.BeginFunc(ctx, pool, do); err != nil {
		return fmt.Errorf("projections: %w", err)
	}
	return nil
}
