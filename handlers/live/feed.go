package live

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/olahol/melody"
	"golang.org/x/sync/errgroup"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// Config says what a feed is made of.
type Config struct {
	Store     *eventstore.Store
	Campaigns *eventstore.Aggregate[campaign.State, campaign.Command, campaign.Event]
	Progress  ProgressSource
	// AllowOrigin judges the Origin of an upgrade; melody itself allows all.
	// Nil allows only the origin that the request was sent to.
	AllowOrigin func(*http.Request) bool
	Version     string
	Log         *slog.Logger
}

// Feed serves the events of the log to any number of clients.
type Feed struct {
	store     *eventstore.Store
	campaigns *eventstore.Aggregate[campaign.State, campaign.Command, campaign.Event]
	source    ProgressSource
	version   string
	log       *slog.Logger
	bounds    bounds
	melody    *melody.Melody
	ring      *ring
	progress  *progress
	sweeps    *sweeps

	// ready is closed when the ring has a beginning.
	ready chan struct{}

	mu       sync.Mutex
	sessions map[*session]struct{}
	closed   bool
	// working counts connections and their sessions. It grows only while the
	// feed is not closed.
	working sync.WaitGroup
}

// New makes a feed; Run feeds it.
func New(c Config) *Feed { return newFeed(c, defaults) }

func newFeed(c Config, b bounds) *Feed {
	f := &Feed{
		store: c.Store, campaigns: c.Campaigns, source: c.Progress, version: c.Version, log: c.Log, bounds: b,
		melody: newMelody(c.AllowOrigin, b), ring: newRing(b), progress: newProgress(),
		ready: make(chan struct{}), sessions: map[*session]struct{}{},
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

// enter notes a session until it leaves, unless the feed is closed.
func (f *Feed) enter(s *session) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return false
	}
	f.sessions[s] = struct{}{}
	f.working.Add(1)
	return true
}

func (f *Feed) leave(s *session) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.sessions, s)
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
