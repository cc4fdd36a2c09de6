package projections

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"domainflow/migrations"
)

// Verification is what a comparison of the read models with the log said.
type Verification struct {
	// Sequence is where both were compared.
	Sequence uint64
	Tables   []TableVerification
}

// TableVerification is about one table.
type TableVerification struct {
	Name string
	// Live and Rebuilt are the rows of each.
	Live, Rebuilt int64
	// Differences are some of the rows that only one of them has, as text after
	// "live" or "rebuilt"; none means that they are equal.
	Differences []string
}

// Equal says that both have the same rows.
func (t TableVerification) Equal() bool { return t.Live == t.Rebuilt && len(t.Differences) == 0 }

// maxDifferences bounds what one table says.
const maxDifferences = 10

// Verify builds the read models a second time, from the log, and compares them
// with the active ones row by row, at one sequence and while they go on. Rows
// that nobody can see any more, those of deleted campaigns, do not count.
// Errors: ErrAheadOfLog and ErrOtherLog where the active ones cannot have come
// from this log, ErrRebuilding.
func Verify(ctx context.Context, config Config) (v Verification, err error) {
	config = config.withDefaults()
	if err := migrations.Up(ctx, config.Pool); err != nil {
		return v, err
	}
	if err := prepare(ctx, config); err != nil {
		return v, err
	}
	err = withLock(ctx, config.Pool, rebuildLock, lockPatience, func() error {
		active, _, err := activeSchema(ctx, config.Pool)
		if err != nil {
			return err
		}
		at, err := readCheckpoint(ctx, config.Pool, active)
		if err == nil {
			err = at.verify(ctx, config.Log)
		}
		if err != nil {
			return err
		}
		v, err = verify(ctx, config, active)
		return errors.Join(err, dropLeftovers(context.WithoutCancel(ctx), config.Pool))
	})
	return v, err
}

func verify(ctx context.Context, config Config, active string) (v Verification, err error) {
	// Never beyond the active one, which may be far behind the log.
	w, err := standby(ctx, config, active, func() (uint64, error) {
		at, err := readCheckpoint(ctx, config.Pool, active)
		return at.Sequence, err
	})
	if err != nil {
		return v, err
	}
	// The snapshot is taken while both are held at one sequence, and read when
	// the active one goes on already.
	compare, err := config.Pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return v, fmt.Errorf("projections: %w", err)
	}
	defer func() { _ = compare.Rollback(context.WithoutCancel(ctx)) }()
	err = level(ctx, config, active, w, func(pgx.Tx) error {
		at, err := readCheckpoint(ctx, compare, active)
		v.Sequence = at.Sequence
		return err
	})
	if err != nil {
		return v, err
	}
	tables, err := tablesOf(ctx, compare, active)
	if err != nil {
		return v, err
	}
	for _, name := range tables {
		table, err := compareTable(ctx, compare, name, active, w.schema)
		if err != nil {
			return v, fmt.Errorf("projections: compare %s: %w", name, err)
		}
		v.Tables = append(v.Tables, table)
	}
	return v, nil
}

// tablesOf are the tables to compare: deletions only says which rows are still
// to be removed.
func tablesOf(ctx context.Context, tx pgx.Tx, schema string) ([]string, error) {
	rows, err := tx.Query(ctx, `SELECT table_name::text FROM information_schema.tables
		WHERE table_schema = $1 AND table_name <> 'deletions' ORDER BY table_name`, schema)
	if err != nil {
		return nil, fmt.Errorf("projections: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// compareTable compares sums of two hashes of 64 bits over all rows, which
// needs neither an order nor room; only tables that differ are sorted.
func compareTable(ctx context.Context, tx pgx.Tx, name, live, rebuilt string) (TableVerification, error) {
	t := TableVerification{Name: name}
	var sums [2]string
	for i, side := range []struct {
		schema string
		count  *int64
	}{{live, &t.Live}, {rebuilt, &t.Rebuilt}} {
		sql := `SELECT count(*), concat(sum(hashtextextended(t, 1)::numeric), ' ', sum(hashtextextended(t, 2)::numeric)) FROM (` +
			visible(name, side.schema) + `) AS rows (t)`
		if err := tx.QueryRow(ctx, sql).Scan(side.count, &sums[i]); err != nil {
			return t, err
		}
	}
	if sums[0] == sums[1] && t.Live == t.Rebuilt {
		return t, nil
	}
	a, b := visible(name, live), visible(name, rebuilt)
	rows, err := tx.Query(ctx, fmt.Sprintf(`(SELECT 'live ' || t FROM (%[1]s EXCEPT ALL %[2]s) AS a (t) LIMIT %[3]d)
		UNION ALL (SELECT 'rebuilt ' || t FROM (%[2]s EXCEPT ALL %[1]s) AS b (t) LIMIT %[3]d)`, a, b, maxDifferences))
	if err != nil {
		return t, err
	}
	t.Differences, err = pgx.CollectRows(rows, pgx.RowTo[string])
	return t, err
}

// visible are the rows of a table as text, without those of deleted campaigns.
func visible(table, schema string) string {
	sql := "SELECT t::text FROM " + schema + "." + table + " t"
	for _, results := range resultTables {
		if table == results {
			sql += " WHERE campaign IN (SELECT number FROM " + schema + ".campaigns)"
		}
	}
	return sql
}
