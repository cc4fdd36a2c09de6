package embedded

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNoPostgresSaysWhatToInstall(t *testing.T) {
	t.Parallel()
	_, err := StartPostgres(t.Context(), PostgresConfig{Dir: t.TempDir(), BinDir: t.TempDir(), Logger: quiet()})
	require.ErrorIs(t, err, ErrNoPostgres)
	require.ErrorContains(t, err, "make postgres")
	require.ErrorContains(t, err, "--postgres-url")
}

func TestWrapperScriptsAreNoPostgres(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"postgres", "initdb"} {
		script := "#!/bin/sh\necho 'postgres (PostgreSQL) 16.1'\n"
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755)) //nolint:gosec // a program
	}
	_, err := FindPostgres(t.Context(), Search{BinDir: dir})
	require.ErrorIs(t, err, ErrNoPostgres)
}

func TestLinksLeadToTheRealFolder(t *testing.T) {
	t.Parallel()
	want, err := FindPostgres(t.Context(), Search{BundleDirs: DefaultBundleDirs()})
	require.NoError(t, err)
	links := filepath.Join(t.TempDir(), "bin")
	require.NoError(t, os.Mkdir(links, 0o700))
	require.NoError(t, os.Symlink(filepath.Join(want.Dir, "postgres"), filepath.Join(links, "postgres")))
	found, err := FindPostgres(t.Context(), Search{BinDir: links})
	require.NoError(t, err)
	require.Equal(t, want, found)
	_, err = FindPostgres(t.Context(), Search{BinDir: links, Major: want.Major + 1})
	require.ErrorIs(t, err, ErrNoPostgres)
}
