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

// activate makes the schema the one that answers queries.
func activate(ctx context.Context, tx pgx.Tx, name string) error {
	_, err := tx.Exec(ctx, `INSERT INTO domainflow.read_schema (name, version) VALUES ($1, $2)
		ON CONFLICT (one) DO UPDATE SET name = $1, version = $2`, name, Version)
	return err
}

// dropLeftovers removes what rebuilds that broke off have left, and what was
// active before the last one. It does not wait for queries that still read
// there (55P03, lock_not_available): it is tried again and again. It runs under
// the rebuild lock.
func dropLeftovers(ctx context.Context, pool *pgxpool.Pool) error {
	left, err := leftovers(ctx, pool)
	for _, name := range left {
		err = errors.Join(err, inTx(ctx, pool, func(tx pgx.Tx) error {
			for _, sql := range []string{"SET LOCAL lock_timeout = '1s'", "DROP SCHEMA IF EXISTS " + name + " CASCADE"} {
				if _, err := tx.Exec(ctx, sql); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	return err
}

// leftovers are the read schemas that are not active.
func leftovers(ctx context.Context, pool *pgxpool.Pool) ([]string, error) {
	rows, err := pool.Query(ctx, `SELECT nspname::text FROM pg_namespace
		WHERE nspname ~ '^read_[0-9]+$' AND nspname NOT IN (SELECT name FROM domainflow.read_schema)`)
	if err != nil {
		return nil, fmt.Errorf("projections: leftovers: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func inTx(ctx context.Context, pool *pgxpool.Pool, do func(pgx.Tx) error) error {
	if err := pgx.BeginFunc(ctx, pool, do); err != nil {
		return fmt.Errorf("projections: %w", err)
	}
	return nil
}
