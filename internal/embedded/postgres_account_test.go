package embedded

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// runAs lets a subprocess run as the account, from a copy of this binary that the account can reach.
func runAs(t *testing.T, cmd *exec.Cmd, a account) {
	t.Helper()
	if !a.change {
		return
	}
	cmd.Path = filepath.Join(openDir(t), "subprocess")
	copyProgram(t, cmd.Args[0], cmd.Path)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}} //nolint:gosec // ids of the user database
}

// openDir is a directory that other accounts reach, which t.TempDir is not.
func openDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "domainflow-test-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.Chmod(dir, 0o755)) //nolint:gosec // the purpose
	return dir
}

// copyProgram copies in a process of its own: a descriptor open for writing here would be inherited by a child that another test is
// just starting, and the copy could not be run until that child's exec (ETXTBSY).
func copyProgram(t *testing.T, from, to string) {
	t.Helper()
	require.NoError(t, exec.CommandContext(t.Context(), "cp", from, to).Run())
	require.NoError(t, os.Chmod(to, 0o755)) //nolint:gosec // a program others must run
}

func asRoot(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root has another account to run it as")
	}
}

func TestPlainUserRunsPostgresAsHimself(t *testing.T) {
	t.Parallel()
	asRoot(t)
	requireReachable(t)
	nobody, err := lookup("nobody")
	require.NoError(t, err)
	dir := openDir(t)
	require.NoError(t, os.Chown(dir, nobody.uid, nobody.gid))
	child := startSubprocess(t, "postgres-once", dir, func(cmd *exec.Cmd) { runAs(t, cmd, nobody) })
	require.Equal(t, "on", child.expect(t, "superuser"))
	require.NoError(t, child.cmd.Wait())
}

func TestRootRunsPostgresAsAnotherAccount(t *testing.T) {
	t.Parallel()
	asRoot(t)
	requireReachable(t)
	dir := openDir(t)
	startPostgres(t, dir)
	require.NotZero(t, effectiveUID(t, postmaster(t, dir)))
}

// TestRootBelowAPrivateDirectory is a checkout in /root: no other account gets there, so the server keeps our uid and calls it otherwise.
func TestRootBelowAPrivateDirectory(t *testing.T) {
	t.Parallel()
	asRoot(t)
	private := filepath.Join(openDir(t), "private")
	require.NoError(t, os.Mkdir(private, 0o700))
	requireNamespaces(t, private)
	dir := filepath.Join(private, "data")
	p := startPostgres(t, dir)
	require.True(t, p.cluster.account.namespace)
	requireAnswer(t, p, "SELECT current_user::text", superuser)
	require.NoError(t, p.Stop(t.Context()))

	requireReachable(t)
	// Moved to where others get, it is handed to another account.
	open := filepath.Join(openDir(t), "data")
	require.NoError(t, os.Rename(dir, open))
	moved := startPostgres(t, open)
	require.False(t, moved.cluster.account.namespace)
	requireAnswer(t, moved, "SELECT current_user::text", superuser)
}

// requireReachable skips what needs server programs that other accounts can run.
func requireReachable(t *testing.T) {
	t.Helper()
	found, err := FindPostgres(t.Context(), Search{BundleDirs: DefaultBundleDirs()})
	require.NoError(t, err)
	nobody, err := lookup("nobody")
	require.NoError(t, err)
	if err := nobody.try(t.Context(), filepath.Join(found.Dir, "postgres"), openDir(t)); err != nil {
		t.Skipf("%s lies below a private directory: %v", found.Dir, err)
	}
}

func requireNamespaces(t *testing.T, dir string) {
	t.Helper()
	nobody, err := lookup("nobody")
	require.NoError(t, err)
	in := account{uid: nobody.uid, gid: nobody.gid, namespace: true}
	if err := in.try(t.Context(), "/bin/true", dir); err != nil {
		t.Skipf("needs user namespaces: %v", err)
	}
}

func TestNoAccountSaysWhatToChange(t *testing.T) {
	t.Parallel()
	_, err := pickAccount(t.Context(), "/nonexistent/postgres", t.TempDir())
	require.ErrorIs(t, err, ErrNoAccount)
	require.ErrorContains(t, err, "chmod a+x")
}

func effectiveUID(t *testing.T, pid int) uint32 {
	t.Helper()
	info, err := os.Stat("/proc/" + strconv.Itoa(pid))
	if err != nil {
		t.Skipf("needs /proc: %v", err)
	}
	return info.Sys().(*syscall.Stat_t).Uid
}
