package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// cluster is a Postgres data directory with the programs and the account that run it.
//
//	<dir>/lock      ours against a second process
//	<dir>/run       names the socket directory of the last run
//	<dir>/cluster   what initdb made
//	<dir>/init-*    leftovers of an initdb that did not finish
type cluster struct {
	dir     string
	bin     Binaries
	account account
	log     *slog.Logger
}

func (c *cluster) data() string               { return filepath.Join(c.dir, "cluster") }
func (c *cluster) program(name string) string { return filepath.Join(c.bin.Dir, name) }

// superuser owns everything in the cluster; the socket directory decides who may be it.
const superuser = "domainflow"

// majorOf reads which version made the data directory: 0 when there is none.
func majorOf(dir string) (int, error) {
	text, err := os.ReadFile(filepath.Join(dir, "cluster", "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(text)))
}

// prepare picks the account and makes the data directory when there is none. It is made beside its place and renamed when
// finished, so that a kill in the middle never leaves half of one.
func (c *cluster) prepare(ctx context.Context) error {
	leftovers, _ := filepath.Glob(filepath.Join(c.dir, "init-*")) // the pattern is well formed
	for _, dir := range leftovers {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	if _, err := os.Stat(c.data()); err == nil {
		c.account, err = pickAccount(ctx, c.program("postgres"), c.data())
		return err
	}
	fresh, err := os.MkdirTemp(c.dir, "init-")
	if err != nil {
		return err
	}
	if c.account, err = pickAccount(ctx, c.program("postgres"), fresh); err != nil {
		return err
	}
	if err := c.initdb(ctx, fresh); err != nil {
		return err
	}
	return os.Rename(fresh, c.data())
}

// initdb makes a checksummed cluster in bytewise order: read models sort names by bytes, and no upgrade of a collation library can
// break their indexes. Authentication is by who may enter the socket directory, so trust on the socket and nothing on TCP.
func (c *cluster) initdb(ctx context.Context, dir string) error {
	out := &output{log: c.log}
	cmd := exec.Command(c.program("initdb"), "--pgdata="+dir, "--data-checksums", "--encoding=UTF8", "--locale=C", //nolint:gosec,noctx // found programs; ended below
		"--username="+superuser, "--auth-local=trust", "--auth-host=reject")
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, c.environment(), out, out
	cmd.SysProcAttr = c.account.attributes(syscall.SIGKILL)
	run, err := startChild(cmd)
	if err != nil {
		return fmt.Errorf("initdb: %w", err)
	}
	select {
	case <-run.exited:
	case <-ctx.Done():
		run.stop(ctx)
		return ctx.Err()
	}
	if run.err != nil {
		return fmt.Errorf("initdb: %w\n%s", run.err, out.tail())
	}
	return nil
}

// start runs the postmaster; it accepts connections some time later. Settings come on the command line, so that those of this
// version of the program hold, whatever an older one wrote.
func (c *cluster) start(socketDir string, out *output) (*child, error) {
	args := []string{"-D", c.data()}
	for _, setting := range []string{
		"listen_addresses=", "unix_socket_directories=" + socketDir, "unix_socket_permissions=0700",
		"shared_buffers=128MB", "max_wal_size=4GB", "checkpoint_timeout=15min", "fsync=on", "full_page_writes=on",
		"jit=off", "timezone=UTC", "log_timezone=UTC", "log_destination=stderr", "logging_collector=off", "log_line_prefix=",
	} {
		args = append(args, "-c", setting)
	}
	cmd := exec.Command(c.program("postgres"), args...) //nolint:gosec,noctx // found programs; ended in order by child.stop
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = c.data(), c.environment(), out, out
	cmd.SysProcAttr = c.account.attributes(syscall.SIGINT)
	return startChild(cmd)
}

// environment is nearly empty: PGDATA, PGPORT and the like of whoever starts us must not leak in.
func (c *cluster) environment() []string {
	return []string{"LC_ALL=C", "PATH=" + c.bin.Dir + ":/usr/bin:/bin"}
}
