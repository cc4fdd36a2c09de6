package migrations_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"domainflow/internal/embedded/pgtest"
	"domainflow/migrations"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func newPool(t *testing.T) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), pgtest.Database(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

func TestUpMayRunAtOnceAndAgain(t *testing.T) {
	t.Parallel()
	pool := newPool(t)
	errs := make(chan error)
	for range 3 {
		go func() { errs <- migrations.Up(t.Context(), pool) }()
	}
	for range 3 {
		require.NoError(t, <-errs)
	}
	_, err := pool.Exec(t.Context(), "INSERT INTO domainflow.read_schema (name, version) VALUES ('read_1', 1)")
	require.NoError(t, err)
	require.NoError(t, migrations.Up(t.Context(), pool))
	var rows int
	require.NoError(t, pool.QueryRow(t.Context(), "SELECT count(*) FROM domainflow.read_schema").Scan(&rows))
	require.Equal(t, 1, rows, "nothing is lost")
	_, err = pool.Exec(t.Context(), "INSERT INTO domainflow.read_schema (one, name, version) VALUES (false, 'read_2', 1)")
	require.Error(t, err, "there is one active schema")
}

func TestReadModelsLieInTheSearchPathOnly(t *testing.T) {
	t.Parallel()
	pool := newPool(t)
	sql, err := migrations.ReadModels()
	require.NoError(t, err)
	for _, schema := range []string{"one", "two"} {
		_, err := pool.Exec(t.Context(), "CREATE SCHEMA "+schema+"; SET search_path = "+schema+";\n"+sql, pgx.QueryExecModeSimpleProtocol)
		require.NoError(t, err)
	}
	rows, err := pool.Query(t.Context(), `SELECT table_schema || ' ' || count(*) FROM information_schema.tables
		WHERE table_schema NOT IN ('pg_catalog', 'information_schema') GROUP BY table_schema ORDER BY 1`)
	require.NoError(t, err)
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Equal(t, []string{"one 16", "two 16"}, found)
}
