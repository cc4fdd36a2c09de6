package resolver

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/miekg/dns"
	"golang.org/x/time/rate"
)

// Query says what to ask for each name.
type Query struct {
	Types   []uint16      // of A AAAA CNAME NS MX TXT SOA, with A or AAAA among them
	Retries int           // further attempts of a name after timeout or error
	Limiter *rate.Limiter // of the campaign, names per second; nil = no limit
}

// Resolve asks for every name and calls each exactly once per name that got a
// result, one after the other, in the goroutine of the caller. It returns nil
// when every name has its result, ErrRecordTypes before anything was asked, else
// the cause that ended ctx (DeadlineExceeded also when the rate limit cannot be
// kept before the deadline), or ErrClosed. Names that were out then have no
// result. A panic in each comes up when the other names are done.
func (e *Engine) Resolve(ctx context.Context, q Query, names []string, each func(i int, r Result)) error {
	types, err := ordered(q.Types)
	if err != nil {
		return err
	}
	ctx, end := e.within(ctx)
	defer end()
	r := e.request(ctx, names, types, q.Retries)
	defer context.AfterFunc(ctx, func() { e.loop.end(r) })()
	go func() {
		err = r.feed(q.Limiter)
		r.fed()
	}()
	r.deliver(each)
	e.trim()
	if err == nil && !r.lost {
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
