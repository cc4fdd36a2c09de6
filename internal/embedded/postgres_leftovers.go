package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// clearLeftovers deals with what a killed run left: a postmaster that is still there is stopped (the lock on the directory says that
// nobody owns it), and a postmaster.pid whose number meanwhile belongs to another program is removed, which Postgres itself
// would take for a live server. Interlock against orphaned backends is the shared memory segment, which Postgres checks.
func (c *cluster) clearLeftovers(ctx context.Context) error {
	path := filepath.Join(c.data(), "postmaster.pid")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err == nil && pid > 1 && c.runs(pid) {
		return c.stopOrphan(ctx, pid)
	}
	c.log.Info("removing the pid file of a dead PostgreSQL", "file", path)
	return os.Remove(path)
}

// runs says whether pid is a program that was started on our data directory.
func (c *cluster) runs(pid int) bool {
	return strings.Contains(commandLine(pid), c.data())
}

// stopOrphan stops a postmaster that is not our child, by the same stages as one that is.
func (c *cluster) stopOrphan(ctx context.Context, pid int) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for _, s := range stopOrder {
		c.log.Warn("stopping the PostgreSQL of a killed run", "pid", pid, "signal", s.signal)
		_ = syscall.Kill(pid, s.signal) // gone already, or not ours to signal: the wait tells
		for limit := time.Now().Add(s.limit); time.Now().Before(limit); {
			if !c.runs(pid) {
				return nil
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	return fmt.Errorf("the PostgreSQL of an earlier run (pid %d) on %s does not stop", pid, c.data())
}
