package embedded

import (
	"context"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// child is one run of a program that must not outlive us.
type child struct {
	cmd    *exec.Cmd
	exited chan struct{} // closed when the program is gone and waited for
	err    error         // why, to be read after exited
}

// orphanGrace is how long output may come from orphans that inherited the pipe of a program that is gone.
const orphanGrace = time.Second

// startChild starts cmd on a thread of its own that lives as long as the program: its death signal is bound to that thread.
func startChild(cmd *exec.Cmd) (*child, error) {
	c := &child{cmd: cmd, exited: make(chan struct{})}
	cmd.WaitDelay = orphanGrace
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		c.err = cmd.Wait()
		close(c.exited)
	}()
	return c, <-started
}

// stage is one step of an ordered stop: a signal and how long it may take to work.
type stage struct {
	signal syscall.Signal
	limit  time.Duration
}

// stopOrder for a postmaster: fast shutdown (a checkpoint, clients disconnected), immediate shutdown (recovery at the next start),
// and last the one that leaves orphans behind.
var stopOrder = []stage{{syscall.SIGINT, 20 * time.Second}, {syscall.SIGQUIT, 5 * time.Second}, {syscall.SIGKILL, 5 * time.Second}}

// stop returns when the program is gone, or with false when even the last signal did not help. An ended ctx cuts only the first
// stage short.
func (c *child) stop(ctx context.Context) bool {
	for _, s := range stopOrder {
		// The only failure is that the program is gone already, which the wait below sees.
		_ = c.cmd.Process.Signal(s.signal)
		limit := time.NewTimer(s.limit)
		select {
		case <-c.exited:
			limit.Stop()
			return true
		case <-limit.C:
		case <-ctx.Done():
			limit.Stop()
			ctx = context.WithoutCancel(ctx)
		}
	}
	return false
}
