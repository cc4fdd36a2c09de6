package embedded

import (
	"context"
	"time"
)

const (
	// canaryInterval and canaryLimit are lazy, so that a disk that is only slow does not get a restart on top.
	canaryInterval = 2 * time.Second
	canaryLimit    = 5 * time.Second
	canaryFailures = 3
	restartMost    = 10 * time.Second
)

// supervise restarts the server when it says that it cannot write or when several canaries in a row fail, until ctx ends; then
// it ends the server. It is the only one to start and stop servers.
func (n *NATS) supervise(ctx context.Context) {
	defer close(n.done)
	for n.awaitTrouble(ctx) {
		n.cfg.Logger.Error("NATS server cannot store; restarting it", "dir", n.cfg.Dir)
		n.recover(ctx)
	}
	n.close()
	if err := n.lock.Unlock(); err != nil {
		n.cfg.Logger.Warn("NATS directory not unlocked", "error", err)
	}
}

// awaitTrouble returns true when the server needs a restart and false when ctx has ended.
func (n *NATS) awaitTrouble(ctx context.Context) bool {
	tick := time.NewTicker(canaryInterval)
	defer tick.Stop()
	for failures := 0; failures < canaryFailures; {
		select {
		case <-ctx.Done():
			return false
		case <-n.log.broken:
			return true
		case <-tick.C:
			if n.canary.publish(ctx, canaryLimit) == nil {
				failures = 0
				n.keepListening()
			} else {
				failures++
			}
		}
	}
	return ctx.Err() == nil
}

// recover restarts the server until it stores again or ctx ends, with growing pauses.
func (n *NATS) recover(ctx context.Context) {
	for wait := 250 * time.Millisecond; ctx.Err() == nil; wait = min(2*wait, restartMost) {
		n.stop()
		err := n.start()
		if err == nil {
			err = n.canary.prove(ctx, canaryLimit)
		}
		if err == nil {
			n.cfg.Logger.Info("NATS server stores again")
			n.keepListening()
			return
		}
		n.cfg.Logger.Warn("NATS server still cannot store", "error", err, "next", wait)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
}
