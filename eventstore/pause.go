package eventstore

import (
	"context"
	"math/rand/v2"
	"time"
)

// longest is the longest pause between two attempts; between processes, 20 writers on one aggregate needed up to 60 attempts.
const longest = 30 * time.Millisecond

// pause waits a random time that grows with the attempt, so that writers who met once do not meet again.
func pause(ctx context.Context, attempt int) error {
	limit := min(time.Millisecond<<min(attempt, 10), longest)
	return wait(ctx, rand.N(limit)+time.Millisecond)
}

// wait ends early, with an error, when ctx does.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
