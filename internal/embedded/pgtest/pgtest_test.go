package pgtest_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"domainflow/internal/embedded/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func TestTestsDoNotSeeEachOther(t *testing.T) {
	t.Parallel()
	for range 2 {
		pool := pgtest.Open(t)
		_, err := pool.Exec(t.Context(), "CREATE TABLE same (name text)")
		require.NoError(t, err)
	}
}

func TestSchemaEndsWithItsTest(t *testing.T) {
	t.Parallel()
	var dsn, schema string
	t.Run("inner", func(t *testing.T) {
		dsn = pgtest.DSN(t)
		schema = query(t, dsn, "SELECT current_schema()::text")
	})
	require.Equal(t, "0", query(t, dsn, "SELECT count(*)::text FROM pg_namespace WHERE nspname = '"+schema+"'"))
}

func TestDatabaseEndsWithItsTest(t *testing.T) {
	t.Parallel()
	var name string
	t.Run("inner", func(t *testing.T) {
		name = query(t, pgtest.Database(t), "SELECT current_database()::text")
	})
	require.Equal(t, "0", query(t, pgtest.DSN(t), "SELECT count(*)::text FROM pg_database WHERE datname = '"+name+"'"))
}

func query(t *testing.T, dsn, sql string) (answer string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	defer conn.Close(t.Context()) //nolint:errcheck // its work is done
	require.NoError(t, conn.QueryRow(t.Context(), sql).Scan(&answer))
	return answer
}
