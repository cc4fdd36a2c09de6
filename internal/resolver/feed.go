package resolver

import (
	"context"
	"fmt"

	"golang.org/x/time/rate"
)

// feed begins one name after the other as fast as the limits let it: those of
// the campaign and the persona, and how many may be begun and out.
func (r *request) feed(campaign *rate.Limiter) error {
	limiters, step := r.limits(campaign)
	for first := 0; first < len(r.names); {
		n, err := r.admit(limiters, min(step, len(r.names)-first))
		if err != nil {
			return err
		}
		r.begin(first, n)
		first += n
	}
	return nil
}

// limits are the rates to keep, and how many names to begin at a time: with a
// rate each by itself, else as many as an eighth of the slots, since waking up
// for each that is free costs more than leaving a few free for a moment.
func (r *request) limits(campaign *rate.Limiter) ([]*rate.Limiter, int) {
	var limiters []*rate.Limiter
	for _, limiter := range []*rate.Limiter{campaign, r.limiter} {
		if limiter != nil {
			limiters = append(limiters, limiter)
		}
	}
	if len(limiters) > 0 {
		return limiters, 1
	}
	return nil, max(1, r.maxInFlight/8)
}

// admit waits until more names may be begun, at most n, and takes their slots.
func (r *request) admit(limiters []*rate.Limiter, n int) (admitted int, err error) {
	for _, limiter := range limiters {
		if err := limiter.Wait(r.ctx); err != nil {
			return 0, early(r.ctx, err)
		}
	}
	// In this order: names that wait for a retry hold begun and need a slot.
	if err := r.begun.Acquire(r.ctx, int64(n)); err != nil {
		return 0, err
	}
	admitted, err = r.take(r.ctx, n)
	r.begun.Release(int64(n - admitted))
	return admitted, err
}

// take waits for slots, of the engine and of the process, and takes one to n.
func (e *Engine) take(ctx context.Context, n int) (taken int, err error) {
	if err := e.slots.Acquire(ctx, int64(n)); err != nil {
		return 0, err
	}
	taken, err = e.shared.Acquire(ctx, n)
	e.slots.Release(int64(n - taken))
	return taken, err
}

// give takes a slot back.
func (e *Engine) give() {
	e.shared.Release(1)
	e.slots.Release(1)
}

// early makes a limiter's refusal to wait beyond the deadline of ctx what it is: the deadline.
func early(ctx context.Context, err error) error {
	if _, limited := ctx.Deadline(); limited {
		return fmt.Errorf("%w: %w", context.DeadlineExceeded, err)
	}
	return err
}

// begin makes jobs of names and hands them to the loop.
func (r *request) begin(first, n int) {
	jobs := make([]*job, n)
	for i := range jobs {
		jobs[i] = r.job(first + i)
	}
	r.mu.Lock()
	r.open += n
	r.mu.Unlock()
	r.loop.add(jobs...)
}

// fed says that no more names will be begun.
func (r *request) fed() {
	r.mu.Lock()
	r.feeding = false
	r.mu.Unlock()
	r.tell()
}
