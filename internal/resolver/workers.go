package resolver

import (
	"fmt"
	"runtime/debug"
	"sync"
)

// workers are goroutines that are started when there is work and none is idle,
// and kept until the end: a name needs a deeper stack than a goroutine begins
// with, and growing one for each name took a tenth of the CPU time.
type workers struct {
	work    func(i int)
	next    chan int // unbuffered
	running sync.WaitGroup
	once    sync.Once
	panic   string // the first one, with its stack
}

// give returns at once; the caller bounds how much is given and not done.
func (w *workers) give(i int) {
	select {
	case w.next <- i:
	default:
		w.running.Go(func() {
			w.do(i)
			for i := range w.next {
				w.do(i)
			}
		})
	}
}

// do keeps a panic for finish: here nobody could recover from it.
func (w *workers) do(i int) {
	defer func() {
		if p := recover(); p != nil {
			w.once.Do(func() { w.panic = fmt.Sprintf("%v\n%s", p, debug.Stack()) })
		}
	}()
	w.work(i)
}

// finish returns when everything that was given is done, and panics in the
// goroutine of its caller when some of it did.
func (w *workers) finish() {
	close(w.next)
	w.running.Wait()
	if w.panic != "" {
		panic(w.panic)
	}
}
