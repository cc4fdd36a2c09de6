package projections

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// reflected is the sequence that the read models reflect, and who waits for it.
type reflected struct {
	mu       sync.Mutex
	sequence uint64
	// changed is closed by the next change.
	changed chan struct{}
}

func newReflected() *reflected { return &reflected{changed: make(chan struct{})} }

// set may also go back: after a crash, Postgres may lack the last commits.
func (r *reflected) set(sequence uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sequence = sequence
	close(r.changed)
	r.changed = make(chan struct{})
}

func (r *reflected) get() (uint64, <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sequence, r.changed
}

// await returns when the sequence is reached. It fails with ErrBehind when the
// deadline of ctx passes first, and with ctx's error when it is cancelled.
func (r *reflected) await(ctx context.Context, sequence uint64) error {
	for {
		now, changed := r.get()
		if now >= sequence {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return fmt.Errorf("%w: at %d, not yet at %d", ErrBehind, now, sequence)
			}
			return ctx.Err()
		}
	}
}
