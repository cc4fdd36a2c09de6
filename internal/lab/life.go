package lab

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// life ends everything a lab has started: goroutines are counted, sockets owned, waits interruptible.
type life struct {
	over    <-chan struct{}
	end     context.CancelFunc
	running sync.WaitGroup
	mu      sync.Mutex
	owned   map[io.Closer]struct{}
}

func (l *life) begin() {
	ctx, cancel := context.WithCancel(context.Background())
	l.over, l.end = ctx.Done(), cancel
	l.owned = map[io.Closer]struct{}{}
}

func (l *life) ended() bool {
	select {
	case <-l.over:
		return true
	default:
		return false
	}
}

// goDo must be called before close or from a goroutine that goDo started.
func (l *life) goDo(f func()) { l.running.Go(f) }

// own closes c at the end, or at once when the end has come. It reports whether the life goes on.
func (l *life) own(c io.Closer) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended() {
		_ = c.Close()
		return false
	}
	l.owned[c] = struct{}{}
	return true
}

func (l *life) disown(c io.Closer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.owned, c)
}

// accept serves each connection in its own goroutine until the end, and closes it afterwards.
func (l *life) accept(listener *net.TCPListener, serve func(*net.TCPConn)) {
	l.goDo(func() {
		for {
			c, err := listener.AcceptTCP()
			if err != nil {
				if l.ended() || !l.wait(10*time.Millisecond) {
					return
				}
				continue // a lack of file descriptors passes
			}
			if !l.own(c) {
				return
			}
			l.goDo(func() {
				serve(c)
				l.disown(c)
				_ = c.Close()
			})
		}
	})
}

// wait reports whether the life goes on after d.
func (l *life) wait(d time.Duration) bool {
	if d <= 0 {
		return !l.ended()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-l.over:
		return false
	}
}

// close returns when every goroutine has gone. Calling it again does nothing.
func (l *life) close() error {
	l.mu.Lock()
	l.end()
	var errs []error
	for c := range l.owned {
		errs = append(errs, c.Close())
		delete(l.owned, c)
	}
	l.mu.Unlock()
	l.running.Wait()
	return errors.Join(errs...)
}
