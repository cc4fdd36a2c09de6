package embedded

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLockRefusesASecondOwnerByName(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	first, err := Lock(dir)
	require.NoError(t, err)
	_, err = Lock(dir)
	require.ErrorIs(t, err, ErrLocked)
	require.ErrorContains(t, err, dir)
	require.ErrorContains(t, err, fmt.Sprintf("pid %d", os.Getpid()))
	require.NoError(t, first.Unlock())
	again, err := Lock(dir)
	require.NoError(t, err)
	require.NoError(t, again.Unlock())
}

func TestLockEndsWithAKilledOwner(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	child := startSubprocess(t, "nats-signal", dir, nil)
	child.expect(t, "ready")
	_, err := Lock(dir)
	require.ErrorIs(t, err, ErrLocked)
	require.ErrorContains(t, err, fmt.Sprintf("pid %d", child.cmd.Process.Pid))
	child.kill()
	lock, err := Lock(dir)
	require.NoError(t, err)
	require.NoError(t, lock.Unlock())
}

func TestLockNamesTheDirectoryItCannotMake(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := Lock(filepath.Join(file, "data"))
	require.ErrorContains(t, err, file)
}
