package processors

import (
	"context"
	"time"
)

// timing is how patient dispatchers and workers are. Tests are less so.
type timing struct {
	// ackWait is how long a worker's lease lasts without a sign of life,
	// extendEvery how often it gives one.
	ackWait, extendEvery time.Duration
	// askFor is how long one request for work waits at the server; heartbeat
	// is how often the server says meanwhile that it still knows of it.
	askFor, heartbeat time.Duration
	// flushAfter is when results are recorded before their unit is done, so
	// that a crash repeats two seconds of work at most.
	flushAfter time.Duration
	// outAgain is when a unit that is out is put on the queue again: a no-op
	// when it is still there, a repair when the queue was lost.
	outAgain time.Duration
	// listSilence is how long a list may be read without a new event before its
	// upload counts as broken off. Who reads it gives a sign more often.
	listSilence time.Duration
	// completeAgain is when an unanswered Complete is issued again.
	completeAgain time.Duration
	// tryAgain is how long whatever failed waits before the next attempt, and
	// how often the dispatcher looks for what is overdue.
	tryAgain time.Duration
}

var usual = timing{
	ackWait: 30 * time.Second, extendEvery: 10 * time.Second, askFor: 20 * time.Second, heartbeat: 2 * time.Second,
	flushAfter: 2 * time.Second, outAgain: 30 * time.Second, listSilence: 60 * time.Second, completeAgain: 5 * time.Second,
	tryAgain: time.Second,
}

// pause waits, or says false when ctx ends first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
