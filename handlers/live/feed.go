package live

import (
	"context"
	"errors"
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
	melody    *melody.Melody
	ring      *ring
	progress  *progress
	// catchUps bounds the replays that read the log at once: 200 of them took
	// 17 s and 38 CPU-seconds, a few at a time share what they read.
	catchUps chan struct{}

	// ready is closed when the ring has a beginning.
	ready chan struct{}

	mu       sync.Mutex
	sessions map[*session]struct{}
	closed   bool
	working  sync.WaitGroup
}

const maxCatchUps = 4

// New makes a feed; Run feeds it.
func New(c Config) *Feed {
	f := &Feed{
		store: c.Store, campaigns: c.Campaigns, source: c.Progress, version: c.Version, log: c.Log,
		melody: newMelody(c.AllowOrigin), ring: newRing(0), progress: newProgress(),
		catchUps: make(chan struct{}, maxCatchUps), ready: make(chan struct{}), sessions: map[*session]struct{}{},
	}
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
			err = f.store.Follow(ctx, head, eventstore.Filter{}, func(e eventstore.Recorded) error {
				f.ring.push(e)
				return nil
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

var errClosing = errors.New("live: the feed is closing")

// enter notes a session, which leaves by the returned function.
func (f *Feed) enter(s *session) (leave func(), err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, errClosing
	}
	f.sessions[s] = struct{}{}
	f.working.Add(1)
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.sessions, s)
		f.working.Done()
	}, nil
}

func (f *Feed) each(visit func(*session)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for s := range f.sessions {
		visit(s)
	}
}

// close tells every client that the server stops, and waits until they are
// gone; a stuck one leaves when its write deadline passes.
func (f *Feed) close() {
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
	f.each(func(s *session) { s.end(closeGoingAway, "server stops") })
	f.working.Wait()
	_ = f.melody.Close()
}
