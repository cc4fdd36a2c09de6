package fetcher

import (
	"context"
	"errors"
	"net/netip"
	"net/url"
	"slices"
	"time"
)

// visit is the course of one name: passes over its targets until one stands. It is used by one goroutine.
type visit struct {
	engine  *Engine
	options Options
	request Request
	targets []*url.URL

	held   bool    // a slot is ours
	answer *answer // of the last pass
	found  map[string][]netip.Addr
}

// run returns the page, whose Body stays valid until close; an error means that there is no result.
func (v *visit) run(ctx context.Context) (Page, error) {
	for attempt := 1; ; attempt++ {
		a, err := v.pass(ctx)
		if err != nil {
			return Page{}, err
		}
		v.answer = a
		if attempt > v.options.Retries || !a.worthRetry() {
			return v.conclude(attempt), nil
		}
		wait := retryWait(v.engine.backoff, attempt, a.header, time.Now())
		v.close()
		if err := sleep(ctx, wait); err != nil {
			return Page{}, err
		}
	}
}

// pass asks the targets in order. Lookups are made anew in each pass, since they may be why the last one failed.
func (v *visit) pass(ctx context.Context) (*answer, error) {
	v.found = nil
	var standing *answer
	for _, target := range v.targets {
		a := &answer{}
		err := v.chase(ctx, target, a)
		if err == nil {
			return a, nil
		}
		var f *failure
		if !errors.As(err, &f) {
			return nil, err
		}
		a.fail(f)
		if a.reached {
			return a, nil
		}
		if standing == nil || precedence(a.page.Outcome) < precedence(standing.page.Outcome) {
			standing = a
		}
	}
	return standing, nil
}

func (v *visit) conclude(attempts int) Page {
	if v.answer.body != nil {
		v.answer.finish(v.engine.config.allows)
	}
	v.answer.page.Attempts = attempts
	v.answer.page.CheckedAt = time.Now()
	return v.answer.page
}

// close gives back what the visit holds: the slot and the body.
func (v *visit) close() {
	if v.answer != nil && v.answer.body != nil {
		putBuffer(v.answer.body)
	}
	v.answer = nil
	v.leave()
}

// enter waits until a connection to address may be made, and takes a slot. No slot is held while waiting for the
// address: thousands of parked names on one address would otherwise keep all others waiting. The slot stays ours
// until the page is handed over, so there are never more bodies in memory than slots.
func (v *visit) enter(ctx context.Context, address netip.Addr) error {
	v.leave()
	if v.engine.isForeign(address) {
		if err := v.engine.addresses.wait(ctx, address); err != nil {
			return err
		}
	}
	if err := v.engine.slots.Acquire(ctx, 1); err != nil {
		return err
	}
	if _, err := v.engine.shared.Acquire(ctx, 1); err != nil {
		v.engine.slots.Release(1)
		return err
	}
	v.held = true
	return nil
}

func (v *visit) leave() {
	if v.held {
		v.engine.shared.Release(1)
		v.engine.slots.Release(1)
		v.held = false
	}
}

// addresses of a host: the literal itself, those of the DNS result, or looked up; three at most.
func (v *visit) addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	if literal, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{literal}, nil
	}
	list, known := v.found[host]
	switch {
	case known:
	case host == v.request.Name && v.request.Fresh:
		list = v.request.Addresses
	default:
		var err error
		if list, err = v.lookUp(ctx, host); err != nil {
			return nil, err
		}
	}
	if len(list) == 0 {
		return nil, &failure{Failed, "NO_ADDRESS", errNoAddress}
	}
	return list[:min(len(list), maxAddresses)], nil
}

var errNoAddress = errors.New("the host has no address")

func (v *visit) lookUp(ctx context.Context, host string) ([]netip.Addr, error) {
	limited, cancel := context.WithTimeout(ctx, v.engine.config.Timeout)
	defer cancel()
	list, err := v.options.Lookup(limited, host)
	if err != nil {
		return nil, orEnded(ctx, &failure{Failed, "LOOKUP_FAILED", err})
	}
	if v.found == nil {
		v.found = map[string][]netip.Addr{}
	}
	v.found[host] = slices.Clone(list)
	return list, nil
}
