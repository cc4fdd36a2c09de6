package fetcher

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// isForeign: a belongs to others, to whom we are polite (docs/decisions/0003).
func (e *Engine) isForeign(a netip.Addr) bool {
	return !slices.ContainsFunc(e.config.Allow, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
}

// hostPermits bounds the requests at once to one host name. Hosts with none are forgotten.
type hostPermits struct {
	mu    sync.Mutex
	each  int64
	hosts map[string]*hostPermit
}

type hostPermit struct {
	users int // holders and waiters
	sem   *semaphore.Weighted
}

func newHostPermits(each int) *hostPermits {
	return &hostPermits{each: int64(each), hosts: map[string]*hostPermit{}}
}

// acquire waits for a permit and returns how to give it back.
func (h *hostPermits) acquire(ctx context.Context, host string) (release func(), err error) {
	if h.each == 0 {
		return func() {}, nil
	}
	p := h.join(host)
	if err := p.sem.Acquire(ctx, 1); err != nil {
		h.part(host, p)
		return nil, err
	}
	return func() { p.sem.Release(1); h.part(host, p) }, nil
}

func (h *hostPermits) join(host string) *hostPermit {
	h.mu.Lock()
	defer h.mu.Unlock()
	p := h.hosts[host]
	if p == nil {
		p = &hostPermit{sem: semaphore.NewWeighted(h.each)}
		h.hosts[host] = p
	}
	p.users++
	return p
}

func (h *hostPermits) part(host string, p *hostPermit) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if p.users--; p.users == 0 {
		delete(h.hosts, host)
	}
}

// addressPace spaces the connections to one address evenly. It remembers an address only until its next turn is
// free: forget walks the map when it has doubled, so the cost per connection stays constant.
type addressPace struct {
	mu       sync.Mutex
	interval time.Duration
	next     map[netip.Addr]time.Time
	walkAt   int
}

const smallestWalk = 1024

func newAddressPace(perSecond float64) *addressPace {
	p := &addressPace{next: map[netip.Addr]time.Time{}, walkAt: smallestWalk}
	if perSecond > 0 {
		p.interval = time.Duration(float64(time.Second) / perSecond)
	}
	return p
}

// wait returns when it is this connection's turn. A turn given up because ctx ended stays used.
func (p *addressPace) wait(ctx context.Context, a netip.Addr) error {
	if p.interval == 0 {
		return nil
	}
	return sleep(ctx, p.reserve(a, time.Now()))
}

func (p *addressPace) reserve(a netip.Addr, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.next[a]
	if at.Before(now) {
		at = now
	}
	p.next[a] = at.Add(p.interval)
	if len(p.next) >= p.walkAt {
		p.forget(now)
	}
	return at.Sub(now)
}

func (p *addressPace) forget(now time.Time) {
	for a, at := range p.next {
		if !at.After(now) {
			delete(p.next, a)
		}
	}
	p.walkAt = max(smallestWalk, 2*len(p.next))
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
