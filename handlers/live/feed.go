package live

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/olahol/melody"
	"golang.org/x/sync/errgroup"

	"domainflow/eventstore"
	"domainflow/handlers/people"
)

// Config says what a feed is made of.
type Config struct {
	Store    *eventstore.Store
	Progress ProgressSource
	// Gate tells what callers may do by now, as long as they are connected.
	Gate people.Gate
	// AllowOrigin judges the Origin of an upgrade; melody itself allows all.
	// Nil allows only the origin that the request was sent to.
	AllowOrigin func(*http.Request) bool
	Version     string
	Log         *slog.Logger
}

// Feed serves the events of the log to any number of clients.
type Feed struct {
	store    *eventstore.Store
	owners   *owners
	source   ProgressSource
	gate     people.Gate
	version  string
	log      *slog.Logger
	bounds   bounds
	melody   *melody.Melody
	ring     *ring
	progress *progress
	sweeps   *sweeps
	// revoked asks for a look at the sessions of callers.
	revoked chan struct{}

	// ready is closed when the ring has a beginning.
	ready chan struct{}

	mu       sync.Mutex
	sessions map[*session]struct{}
	// connections are counted by user.
	connections map[string]int
	closed      bool
	// working counts connections and their sessions. It grows only while the
	// feed is not closed.
	working sync.WaitGroup
}

// New makes a feed; Run feeds it.
func New(c Config) *Feed { return newFeed(c, defaults) }

func newFeed(c Config, b bounds) *Feed {
	f := &Feed{
		store: c.Store, owners: newOwners(c.Store), source: c.Progress, gate: c.Gate, version: c.Version, log: c.Log, bounds: b,
		melody: newMelody(c.AllowOrigin, b), ring: newRing(b), progress: newProgress(), revoked: make(chan struct{}, 1),
		ready: make(chan struct{}), sessions: map[*session]struct{}{}, connections: map[string]int{},
	}
	f.sweeps = &sweeps{feed: f}
	f.route()
	return f
}

// Run reads the log until ctx ends, then closes all clients with 1001 and
// waits for them.
func (f *Feed) Run(ctx context.Context) error {
	defer f.close()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return f.read(ctx) })
	group.Go(func() error { return f.computeProgress(ctx) })
	group.Go(func() error { return f.watchRights(ctx) })
	group.Go(func() error { return f.watchSessions(ctx) })
	return group.Wait()
}

// read keeps the ring at the end of the log.
func (f *Feed) read(ctx context.Context) error {
	begin := sync.OnceFunc(func() { close(f.ready) })
	for ctx.Err() == nil {
		head, _, err := f.store.Last(ctx)
		if err == nil {
			// Only the first time, or after the connection was closed: Follow
			// itself survives everything else.
			f.ring.reset(head)
			begin()
			err = f.store.Follow(ctx, head, eventstore.Filter{}, func(r eventstore.Recorded) error {
				e, err := f.enclose(ctx, r)
				if err == nil {
					f.ring.push(e)
				}
				return err
			})
		}
		if ctx.Err() == nil {
			f.log.Warn("the live feed lost the event store, tries again", "error", err)
			wait(ctx, time.Second)
		}
	}
	return nil
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// begin counts a connection until working.Done, unless the feed is closed.
func (f *Feed) begin() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return false
	}
	f.working.Add(1)
	return true
}

// enter notes a session until it leaves, or says with which code and why it is
// to be closed.
func (f *Feed) enter(s *session) (code int, reason string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	user := s.caller.Load().UserID
	switch {
	case f.closed:
		return closeGoingAway, serverStops
	case f.connections[user] >= f.bounds.connections:
		return closeTooMany, fmt.Sprintf("at most %d connections", f.bounds.connections)
	}
	f.sessions[s] = struct{}{}
	f.connections[user]++
	f.working.Add(1)
	return 0, ""
}

func (f *Feed) leave(s *session) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.sessions, s)
	user := s.caller.Load().UserID
	if f.connections[user]--; f.connections[user] == 0 {
		delete(f.connections, user)
	}
	f.working.Done()
}

func (f *Feed) each(visit func(*session)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for s := range f.sessions {
		visit(s)
	}
}

const serverStops = "server stops"

// close tells every client that the server stops, and waits until they are
// gone; a stuck one is cut off when its farewell has had its time. Only then
// melody's hub may end: who comes to a hub that has ended waits for ever.
func (f *Feed) close() {
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
	f.each(func(s *session) { s.end(closeGoingAway, serverStops) })
	f.working.Wait()
	_ = f.melody.Close()
}
