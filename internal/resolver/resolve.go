package resolver

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/miekg/dns"
	"golang.org/x/time/rate"
)

// Query says what to ask for each name.
type Query struct {
	Types   []uint16      // of A AAAA CNAME NS MX TXT SOA, with A or AAAA among them
	Retries int           // further attempts of a name after timeout or error
	Limiter *rate.Limiter // of the campaign, names per second; nil = no limit
}

// minBegun lets a list go on while many of its names wait for a retry, which
// takes no slot: so many names may be begun at once even with few queries out.
const minBegun = 1000

// Resolve asks for every name and calls each exactly once per name that got a
// result, from any goroutine, several at a time. It returns when all calls of
// each have returned: nil when every name has its result, ErrRecordTypes before
// anything was asked, else the cause that ended ctx (DeadlineExceeded also when
// the rate limit cannot be kept before the deadline), or ErrClosed. Names that
// were out then have no result. A panic in each comes up here.
func (e *Engine) Resolve(ctx context.Context, q Query, names []string, each func(i int, r Result)) error {
	types, err := ordered(q.Types)
	if err != nil {
		return err
	}
	ctx, end := e.within(ctx)
	defer end()
	var dropped atomic.Bool
	begun := make(chan struct{}, max(minBegun, e.maxInFlight))
	w := workers{next: make(chan int), work: func(i int) {
		defer func() { <-begun }()
		result, err := e.search(ctx, names[i], types, q.Retries)
		if err != nil {
			dropped.Store(true)
			return
		}
		each(i, result)
	}}
	for i := range names {
		if err = e.admit(ctx, q.Limiter, begun); err != nil {
			break
		}
		w.give(i)
	}
	w.finish()
	if err == nil && !dropped.Load() {
		return nil
	}
	return fmt.Errorf("resolve: %w", cmp.Or(e.ended(ctx), err))
}

// within derives a context that Close also ends.
func (e *Engine) within(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(e.stopped, func() { cancel(ErrClosed) })
	return ctx, func() { stop(); cancel(nil) }
}

// ended is why there can be no more results, nil as long as there can. Close
// cancels a context a moment after it has stopped the engine.
func (e *Engine) ended(ctx context.Context) error {
	if e.stopped.Err() != nil {
		return ErrClosed
	}
	return context.Cause(ctx)
}

// admit waits until one more name may be begun, and takes a slot for it.
func (e *Engine) admit(ctx context.Context, campaign *rate.Limiter, begun chan struct{}) error {
	for _, limiter := range []*rate.Limiter{campaign, e.limiter} {
		if limiter == nil {
			continue
		}
		if err := limiter.Wait(ctx); err != nil {
			return early(ctx, err)
		}
	}
	// In this order: names that wait for a retry hold begun and need a slot.
	if err := acquire(ctx, begun); err != nil {
		return err
	}
	return acquire(ctx, e.slots)
}

// early makes a limiter's refusal to wait beyond the deadline of ctx what it is: the deadline.
func early(ctx context.Context, err error) error {
	if _, limited := ctx.Deadline(); limited {
		return fmt.Errorf("%w: %w", context.DeadlineExceeded, err)
	}
	return err
}

func acquire(ctx context.Context, tokens chan struct{}) error {
	if err := ctx.Err(); err != nil {
		return err // select draws lots when both are ready
	}
	select {
	case tokens <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// order puts addresses first: they decide the status, and an NXDOMAIN to them
// makes the other questions needless (RFC 8020).
var order = []uint16{dns.TypeA, dns.TypeAAAA, dns.TypeCNAME, dns.TypeNS, dns.TypeMX, dns.TypeTXT, dns.TypeSOA}

func ordered(types []uint16) ([]uint16, error) {
	var list []uint16
	for _, t := range order {
		if slices.Contains(types, t) {
			list = append(list, t)
		}
	}
	for _, t := range types {
		if !slices.Contains(order, t) {
			return nil, ErrRecordTypes
		}
	}
	if len(list) == 0 || !isAddress(list[0]) {
		return nil, ErrRecordTypes
	}
	return list, nil
}

func isAddress(t uint16) bool { return t == dns.TypeA || t == dns.TypeAAAA }
