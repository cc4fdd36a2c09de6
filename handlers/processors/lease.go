package processors

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// errLeaseLost ends work that the queue may have given to somebody else. It
// only limits waste: two workers on one unit are harmless.
var errLeaseLost = errors.New("the lease on the unit is over")

// hold extends the lease on msg until release is called. The context ends
// with errLeaseLost when the lease could not be extended in time, e.g. after
// a lost connection or a stall of the whole process.
func hold(ctx context.Context, msg jetstream.Msg, t timing) (leased context.Context, release func()) {
	leased, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(t.extendEvery)
		defer tick.Stop()
		held := time.Now()
		for {
			select {
			case <-leased.Done():
				return
			case <-tick.C:
			}
			if time.Since(held) > t.ackWait {
				cancel(errLeaseLost)
				return
			}
			if msg.InProgress() == nil {
				held = time.Now()
			}
		}
	}()
	return leased, func() { cancel(nil); <-done }
}
