package secrets

import (
	"crypto/sha256"
	"net/netip"
	"sync"
	"time"
)

const (
	// A person at one address may fail once a second, then half as often each
	// time, down to this.
	slowest = 15 * time.Minute
	// All people at one address, as an office is, may fail this often before
	// they are slowed down too, and no more than this.
	addressFree    = 10
	addressSlowest = time.Minute
	// forgiven: nothing failed for so long after the last wait.
	forgiven = 15 * time.Minute
	// maxThrottled bounds the memory, at some 100 bytes each.
	maxThrottled = 100_000
)

// Throttle slows down who guesses passwords. It counts by account and address,
// so nobody can lock the owner out from elsewhere, and by address, so that
// guessing at many accounts is slow as well. It treats accounts that do not
// exist as others, and counts in this process only.
type Throttle struct {
	now func() time.Time

	mu      sync.Mutex
	entries map[throttleKey]throttled
	most    int
}

type throttleKey [sha256.Size]byte

type throttled struct {
	failures int
	until    time.Time
}

// NewThrottle forgives everybody.
func NewThrottle(now func() time.Time) *Throttle {
	return &Throttle{now: now, entries: map[throttleKey]throttled{}, most: maxThrottled}
}

// Attempt begins to sign in. If wait is not 0 it is refused and not counted;
// after wait the next may try. Otherwise it counts as failed until right is
// called, so many at once are one try and refusals.
func (t *Throttle) Attempt(email string, address netip.Addr) (right func(), wait time.Duration) {
	place := Origin(address)
	pair := throttleKey(sha256.Sum256([]byte("pair\x00" + place + "\x00" + emailKey(email))))
	alone := throttleKey(sha256.Sum256([]byte("address\x00" + place)))
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	wait = max(t.entries[pair].until.Sub(now), t.entries[alone].until.Sub(now))
	if wait > 0 {
		return nil, wait
	}
	t.fail(pair, now, 0, slowest)
	t.fail(alone, now, addressFree, addressSlowest)
	return func() { t.right(pair, alone) }, 0
}

// Origin is what one client has at once: an IPv4 address, or an IPv6 /64.
func Origin(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	if p, err := a.Prefix(64); err == nil && a.Is6() {
		return p.String()
	}
	return a.String()
}

func (t *Throttle) fail(key throttleKey, now time.Time, free int, longest time.Duration) {
	e, ok := t.entries[key]
	if ok && now.Sub(e.until) >= forgiven {
		e = throttled{}
	}
	if !ok {
		t.makeRoom(now)
	}
	e.failures++
	wait := time.Duration(0)
	if over := e.failures - free; over > 0 {
		wait = min(time.Second<<min(over-1, 20), longest)
	}
	e.until = now.Add(wait)
	t.entries[key] = e
}

// right forgets the failures of the pair and takes back that of the address:
// whoever has an account of their own must not be free to guess at others.
func (t *Throttle) right(pair, alone throttleKey) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.entries, pair)
	if e, ok := t.entries[alone]; ok {
		e.failures--
		e.until = t.now()
		t.entries[alone] = e
	}
}

// makeRoom forgets, of a few at random, the one that may try first.
func (t *Throttle) makeRoom(now time.Time) {
	if len(t.entries) < t.most {
		return
	}
	var victim throttleKey
	soonest, looked := now.Add(slowest+forgiven), 0
	for key, e := range t.entries {
		if e.until.Before(soonest) {
			victim, soonest = key, e.until
		}
		if looked++; looked == 16 {
			break
		}
	}
	delete(t.entries, victim)
}
