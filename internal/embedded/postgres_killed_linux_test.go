package embedded

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestPostgresDiesWithAKilledParent also shows that the next start works, and that the socket directory of the killed run goes with it.
func TestPostgresDiesWithAKilledParent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	child := startSubprocess(t, "postgres-wait", dir, nil)
	socket := socketDirOf(t, child.expect(t, "ready"))
	pid := postmaster(t, dir)
	child.kill()
	require.Eventually(t, func() bool { return commandLine(pid) == "" }, patience, 20*time.Millisecond)
	requireAnswer(t, startPostgres(t, dir), "SELECT 'ok'", "ok")
	require.NoDirExists(t, socket)
}

// TestOrphanedPostmasterIsStopped: a start that comes before the old server is gone waits for its end.
func TestOrphanedPostmasterIsStopped(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	child := startSubprocess(t, "postgres-wait", dir, nil)
	child.expect(t, "ready")
	old := postmaster(t, dir)
	child.kill()
	requireAnswer(t, startPostgres(t, dir), "SELECT 'ok'", "ok")
	require.NotEqual(t, old, postmaster(t, dir))
}
