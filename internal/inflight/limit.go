// Package inflight limits what is out at once in a process, whoever sends it:
// queries of all resolver engines, requests of all fetcher engines.
//
//	engine --Acquire--> Limit <--Set-- settings
//
// Guarantees: never more are out than the limit was when the last one was let
// go; who waits is served in order. A limit that falls takes nothing back.
// Not guaranteed: that as many are granted as were asked for, see
// [Limit.Acquire].
package inflight

import (
	"context"
	"slices"
	"sync"
)

// Limit can change while it is used. Make it with [New].
type Limit struct {
	mu      sync.Mutex
	most    int
	out     int
	waiting []*waiter
}

type waiter struct {
	asked   int
	granted chan int
}

// New lets most be out, one at least.
func New(most int) *Limit { return &Limit{most: max(most, 1)} }

// Set changes the limit, for those who wait too.
func (l *Limit) Set(most int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.most = max(most, 1)
	l.serve()
}

// Acquire waits until some may go, and grants one to n of them: what is free,
// but no less than an eighth of the limit where so many are asked for, since
// waking up for each that is free costs more than leaving a few free for a
// moment.
func (l *Limit) Acquire(ctx context.Context, n int) (granted int, err error) {
	w := &waiter{asked: n, granted: make(chan int, 1)}
	l.mu.Lock()
	l.waiting = append(l.waiting, w)
	l.serve()
	l.mu.Unlock()
	select {
	case granted = <-w.granted:
		return granted, nil
	case <-ctx.Done():
		l.leave(w)
		return 0, ctx.Err()
	}
}

// Release gives n back.
func (l *Limit) Release(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.out -= n
	l.serve()
}

func (l *Limit) serve() {
	for len(l.waiting) > 0 {
		w, free := l.waiting[0], l.most-l.out
		if free < min(w.asked, max(1, l.most/8)) {
			return
		}
		granted := min(w.asked, free)
		l.out += granted
		l.waiting = slices.Delete(l.waiting, 0, 1)
		w.granted <- granted
	}
}

// leave gives back what was granted while nobody looked.
func (l *Limit) leave(w *waiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := slices.Index(l.waiting, w); i >= 0 {
		l.waiting = slices.Delete(l.waiting, i, i+1)
	} else {
		l.out -= <-w.granted
	}
	l.serve()
}
