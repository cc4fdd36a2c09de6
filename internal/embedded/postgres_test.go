package embedded

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

func startPostgres(t *testing.T, dir string) *Postgres {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	p, err := StartPostgres(ctx, PostgresConfig{Dir: dir, Logger: quiet()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Stop(context.Background())) })
	return p
}

// ask returns the one text that a query answers.
func ask(ctx context.Context, dsn, sql string) (answer string, err error) {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx) //nolint:errcheck // its work is done
	return answer, conn.QueryRow(ctx, sql).Scan(&answer)
}

func requireAnswer(t *testing.T, p *Postgres, sql, want string) {
	t.Helper()
	got, err := ask(t.Context(), p.DSN(), sql)
	require.NoError(t, err)
	require.Equal(t, want, got, sql)
}

func execute(t *testing.T, p *Postgres, statements ...string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), p.DSN())
	require.NoError(t, err)
	defer conn.Close(t.Context()) //nolint:errcheck // its work is done
	for _, s := range statements {
		_, err = conn.Exec(t.Context(), s)
		require.NoError(t, err)
	}
}

// postmaster reads the pid the server left for its next start.
func postmaster(t *testing.T, dir string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "cluster", "postmaster.pid"))
	require.NoError(t, err)
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(line)
	require.NoError(t, err)
	return pid
}

func socketDirOf(t *testing.T, dsn string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	require.NoError(t, err)
	return u.Query().Get("host")
}

func TestPostgresKeepsRowsAndSettingsOverAStop(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := startPostgres(t, dir)
	for setting, want := range map[string]string{
		"listen_addresses": "", "fsync": "on", "full_page_writes": "on", "data_checksums": "on", "server_encoding": "UTF8", "max_wal_size": "4GB",
	} {
		requireAnswer(t, p, "SHOW "+setting, want)
	}
	requireAnswer(t, p, "SELECT datcollate FROM pg_database WHERE datname = current_database()", "C")
	execute(t, p, "CREATE TABLE kept (v text)", "INSERT INTO kept VALUES ('row')")
	_, err := StartPostgres(t.Context(), PostgresConfig{Dir: dir, Logger: quiet()})
	require.ErrorIs(t, err, ErrLocked)
	group, err := syscall.Getpgid(postmaster(t, dir))
	require.NoError(t, err)
	require.NotEqual(t, syscall.Getpgrp(), group, "Ctrl-C in a terminal would stop it under us")

	open, err := pgx.Connect(t.Context(), p.DSN())
	require.NoError(t, err)
	require.NoError(t, p.Stop(t.Context()), "an open connection does not hold up the stop")
	require.Error(t, open.Ping(t.Context()))
	require.NoDirExists(t, socketDirOf(t, p.DSN()))
	require.NoFileExists(t, filepath.Join(dir, "cluster", "postmaster.pid"), "stopped in order")

	requireAnswer(t, startPostgres(t, dir), "SELECT v FROM kept", "row")
}

func TestSocketDirectoryIsPrivateAndShort(t *testing.T) {
	t.Parallel()
	deep := filepath.Join(t.TempDir(), strings.Repeat("deep/", 30))
	p := startPostgres(t, deep)
	socket := socketDirOf(t, p.DSN())
	info, err := os.Stat(socket)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	require.LessOrEqual(t, len(socket+socketName), longestSocket)
}

func TestPostgresIsStartedAgainWhenItsPostmasterIsKilled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := startPostgres(t, dir)
	dsn := p.DSN()
	execute(t, p, "CREATE TABLE kept (v text)", "INSERT INTO kept VALUES ('row')")
	killed := postmaster(t, dir)
	require.NoError(t, syscall.Kill(killed, syscall.SIGKILL))
	require.Eventually(t, func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		got, err := ask(ctx, dsn, "SELECT v FROM kept")
		return err == nil && got == "row" && postmaster(t, dir) != killed
	}, patience, 50*time.Millisecond)
	require.Equal(t, dsn, p.DSN())
}

func TestPidFileOfAnotherProgramDoesNotPreventAStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := startPostgres(t, dir)
	path := filepath.Join(dir, "cluster", "postmaster.pid")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, p.Stop(t.Context()))

	// A kill left the file, and its number now belongs to a live program that is no Postgres: one PostgreSQL itself gives way to.
	other := startSubprocess(t, "wait", "", func(cmd *exec.Cmd) { runAs(t, cmd, p.cluster.account) })
	other.expect(t, "ready")
	_, rest, _ := strings.Cut(string(text), "\n")
	require.NoError(t, os.WriteFile(path, []byte(strconv.Itoa(other.cmd.Process.Pid)+"\n"+rest), 0o600))
	requireAnswer(t, startPostgres(t, dir), "SELECT 'ok'", "ok")
}

func TestLeftoversOfAnUnfinishedInitdbAreRemoved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	half := filepath.Join(dir, "init-1")
	require.NoError(t, os.MkdirAll(filepath.Join(half, "base"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(half, "PG_VERSION"), []byte("15\n"), 0o600))
	requireAnswer(t, startPostgres(t, dir), "SELECT 'ok'", "ok")
	require.NoDirExists(t, half)
}

func TestDataDirectoryOfAnotherVersionIsNamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "cluster"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "cluster", "PG_VERSION"), []byte("99\n"), 0o600))
	_, err := StartPostgres(t.Context(), PostgresConfig{Dir: dir, Logger: quiet()})
	require.ErrorIs(t, err, ErrNoPostgres)
	require.ErrorContains(t, err, "version 99")
}
