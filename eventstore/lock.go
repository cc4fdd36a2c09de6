package eventstore

import (
	"cmp"
	"context"
	"slices"
	"sync"
)

// keyedLocks is one lock per aggregate. It only saves attempts (20 writers on one aggregate: one each instead of up to 60); correctness
// is the expectations' work. The zero value is ready.
type keyedLocks struct {
	mu   sync.Mutex
	held map[Ref]*keyedLock
}

// keyedLock is in the map while somebody holds it or waits for it.
type keyedLock struct {
	users int
	slot  chan struct{} // holds a token while the lock is taken
}

// acquire takes all refs in one order, the same for everybody, so that nobody waits in a circle. It gives up when ctx ends.
func (l *keyedLocks) acquire(ctx context.Context, refs []Ref) (release func(), err error) {
	refs = slices.SortedFunc(slices.Values(refs), func(a, b Ref) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.ID, b.ID))
	})
	refs = slices.Compact(refs)
	var taken []Ref
	release = func() {
		for _, ref := range slices.Backward(taken) {
			l.leave(ref, true)
		}
	}
	for _, ref := range refs {
		select {
		case l.join(ref).slot <- struct{}{}:
			taken = append(taken, ref)
		case <-ctx.Done():
			l.leave(ref, false)
			release()
			return nil, ctx.Err()
		}
	}
	return release, nil
}

func (l *keyedLocks) join(ref Ref) *keyedLock {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held == nil {
		l.held = map[Ref]*keyedLock{}
	}
	lock := l.held[ref]
	if lock == nil {
		lock = &keyedLock{slot: make(chan struct{}, 1)}
		l.held[ref] = lock
	}
	lock.users++
	return lock
}

func (l *keyedLocks) leave(ref Ref, holding bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	lock := l.held[ref]
	if holding {
		<-lock.slot
	}
	if lock.users--; lock.users == 0 {
		delete(l.held, ref)
	}
}
