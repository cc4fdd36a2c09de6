package secrets

import (
	"context"
	"errors"
	"sync/atomic"
)

// ErrBusy: more passwords wait to be hashed than may. Nothing was tried.
var ErrBusy = errors.New("secrets: too many passwords at once")

// Hasher hashes passwords, a few at once: each takes 64 MiB, which is what an
// attacker would aim at.
type Hasher struct {
	cost    Cost
	dummy   phc
	admits  chan struct{} // those who work and those who wait
	works   chan struct{}
	dummies atomic.Int64
}

// NewHasher hashes as many at once as parallel says, while as many as queue
// says wait.
func NewHasher(cost Cost, parallel, queue int) *Hasher {
	return &Hasher{cost: cost, dummy: dummy(cost), admits: make(chan struct{}, parallel+queue), works: make(chan struct{}, parallel)}
}

// hash gives what is stored of a password.
func (h *Hasher) hash(ctx context.Context, password string) (hash string, err error) {
	err = h.turn(ctx, func() { hash = newPHC(h.cost, password).String() })
	return hash, err
}

// verify says whether the password is the one of hash, and whether hash was
// made at another cost than is asked for today.
func (h *Hasher) verify(ctx context.Context, password, hash string) (ok, stale bool, err error) {
	stored, err := parsePHC(hash)
	if err != nil {
		return false, false, err
	}
	err = h.turn(ctx, func() { ok = stored.matches(password) })
	return ok, ok && stored.cost != h.cost, err
}

// pretend is the work of verify where there is nothing to verify.
func (h *Hasher) pretend(ctx context.Context, password string) error {
	return h.turn(ctx, func() {
		h.dummies.Add(1)
		h.dummy.matches(password)
	})
}

// Dummies is how often there was nothing to verify.
func (h *Hasher) Dummies() int64 { return h.dummies.Load() }

func (h *Hasher) turn(ctx context.Context, work func()) error {
	select {
	case h.admits <- struct{}{}:
		defer func() { <-h.admits }()
	default:
		return ErrBusy
	}
	select {
	case h.works <- struct{}{}:
		defer func() { <-h.works }()
	case <-ctx.Done():
		return ctx.Err()
	}
	work()
	return nil
}
