package live

import (
	"slices"
	"sync"
	"time"

	"domainflow/eventstore"
)

const (
	// maxSweeps bounds the readings of the log at once.
	maxSweeps = 4
	// together is how far apart the cursors of one sweep may be: who is nearly
	// there does not wait for who has just begun.
	together = 10_000
)

// sweeps read the log for cursors that the ring has left behind. Those that
// want the same from about the same place ride together: an event is read and
// rendered once for all of them. 200 clients that each read the log by
// themselves took 17 s and 38 CPU-seconds.
type sweeps struct {
	feed *Feed

	mu      sync.Mutex
	waiting []*rider
	running int
}

// rider is a subscription on its way through the log.
type rider struct {
	*session
	sub      *subscription
	patterns []eventstore.Pattern
	// done gets one value: why the ride ended, nil at the end of the sweep.
	done chan error
}

// join waits until the cursor is where the ring ended when the sweep began,
// or says why it is not.
func (w *sweeps) join(s *session, sub *subscription) error {
	r := &rider{session: s, sub: sub, patterns: sub.patterns(), done: make(chan error, 1)}
	slices.Sort(r.patterns)
	w.mu.Lock()
	w.waiting = append(w.waiting, r)
	if w.running < maxSweeps {
		w.running++
		w.feed.working.Go(w.run) // it has begun already: this session counts
	}
	w.mu.Unlock()
	select {
	case err := <-r.done:
		return err
	case <-sub.ctx.Done():
		return sub.ctx.Err()
	}
}

// run sweeps until nobody waits.
func (w *sweeps) run() {
	for group := w.next(); group != nil; group = w.next() {
		group.sweep(w.feed)
	}
}

// next takes whoever waits longest and all who can ride with it.
func (w *sweeps) next() *group {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = slices.DeleteFunc(w.waiting, func(r *rider) bool { return r.sub.ctx.Err() != nil })
	if len(w.waiting) == 0 {
		w.running--
		return nil
	}
	first := w.waiting[0]
	at := first.cursor()
	fits := func(r *rider) bool {
		cursor := r.cursor()
		return slices.Equal(r.patterns, first.patterns) && max(cursor, at)-min(cursor, at) <= together
	}
	taken := &group{}
	w.waiting = slices.DeleteFunc(w.waiting, func(r *rider) bool {
		fit := fits(r)
		if fit {
			taken.riders = append(taken.riders, r)
		}
		return fit
	})
	return taken
}

func (r *rider) cursor() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sub.cursor
}

// take passes one event on, and waits a while for the client to have room.
func (r *rider) take(e *entry, patience time.Duration) error {
	if e.event.Sequence <= r.cursor() {
		return nil
	}
	if e.frame.body == nil || !r.shows(r.sub, e) {
		return r.pass(r.sub, e.event.Sequence, nil)
	}
	if err := r.waitFor(r.sub.ctx, r.outbox.room, patience); err != nil {
		return err
	}
	return r.pass(r.sub, e.event.Sequence, e.frame.to(r.sub.id))
}
