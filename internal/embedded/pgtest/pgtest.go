// Package pgtest gives tests a real Postgres: one server per test process, started by the first test that asks, with a schema or a
// database per test, so that tests run in parallel. Packages that use it have `func TestMain(m *testing.M) { pgtest.Main(m) }`.
//
// DOMAINFLOW_TEST_POSTGRES, a postgres:// URL of a role that may create databases, names a server to use instead.
package pgtest

import (
	"context"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// Environment names the variable that replaces the embedded server.
const Environment = "DOMAINFLOW_TEST_POSTGRES"

// cleanupLimit bounds the removal of what a test made; its own context has ended by then.
const cleanupLimit = 30 * time.Second

// Open returns a pool on a schema of the test's own, which is its search_path. Pool and schema end with the test.
func Open(t testing.TB) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), DSN(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

// DSN returns the address of a schema of the test's own, given as search_path. The schema ends with the test.
func DSN(t testing.TB) string {
	t.Helper()
	base, name := server(t), "t_"+unique()
	execute(t, t.Context(), base, "CREATE SCHEMA "+name)
	t.Cleanup(func() { drop(t, base, "DROP SCHEMA "+name+" CASCADE") })
	return with(t, base, func(u *url.URL) {
		query := u.Query()
		query.Set("search_path", name)
		u.RawQuery = query.Encode()
	})
}

// Database returns the address of a database of the test's own, for what names its schemas itself. It takes some 50 ms to make, and
// ends with the test, also under open connections.
func Database(t testing.TB) string {
	t.Helper()
	base, name := server(t), "t_"+unique()
	execute(t, t.Context(), base, "CREATE DATABASE "+name+" TEMPLATE template0")
	t.Cleanup(func() { drop(t, base, "DROP DATABASE "+name+" WITH (FORCE)") })
	return with(t, base, func(u *url.URL) { u.Path = "/" + name })
}

// server is the address of the one this process uses.
func server(t testing.TB) string {
	t.Helper()
	if dsn := os.Getenv(Environment); dsn != "" {
		return dsn
	}
	dsn, err := shared()
	require.NoError(t, err)
	return dsn
}

func unique() string {
	id := uuid.New()
	return "x" + id.String()[:8] + id.String()[9:13]
}

func with(t testing.TB, dsn string, change func(*url.URL)) string {
	t.Helper()
	u, err := url.Parse(dsn)
	require.NoError(t, err)
	change(u)
	return u.String()
}

func drop(t testing.TB, dsn, statement string) {
	ctx, cancel := context.WithTimeout(context.Background(), cleanupLimit)
	defer cancel()
	execute(t, ctx, dsn, statement)
}

func execute(t testing.TB, ctx context.Context, dsn, statement string) { //nolint:revive // t first is the order of test code
	t.Helper()
	conn, err := pgx.Connect(ctx, dsn)
	require.NoError(t, err)
	defer conn.Close(ctx) //nolint:errcheck // its work is done
	_, err = conn.Exec(ctx, statement)
	require.NoError(t, err)
}
