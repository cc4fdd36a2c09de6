package rest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/eventstore"
	"domainflow/internal/namelist"
)

// uploadSilence is how long an upload may bring no byte.
const uploadSilence = 60 * time.Second

var (
	errCancelled = func() error {
		err := domain.Refuse(domain.Conflict, domain.CodeInvalidState, "the list was cancelled while it was read")
		err.CurrentStatus = string(campaign.StatusCancelled)
		return err
	}()
	errStopping = errors.New("rest: the server stops")
	errBroken   = errors.New("rest: the upload broke off")
)

// gate is the body of an upload, which brings nothing while the campaign is
// paused, and nothing more once it was cancelled or the server stops.
type gate struct {
	body     io.Reader
	deadline func(time.Time) error
	// stopped ends, with the reason, when no more may be read.
	stopped context.Context
	stop    context.CancelCauseFunc
	// whole tells that the body has arrived to its end; for the reader only.
	whole bool

	mu sync.Mutex
	// opened is closed while it may be read.
	opened chan struct{}
	closed bool
}

func newGate(ctx context.Context, request huma.Context, stopping <-chan struct{}) *gate {
	c := humaecho.Unwrap(request)
	stopped, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	g := &gate{
		body: c.Request().Body, deadline: http.NewResponseController(c.Response()).SetReadDeadline,
		stopped: stopped, stop: stop, opened: make(chan struct{}),
	}
	close(g.opened)
	go func() {
		select {
		case <-stopping:
			g.end(errStopping)
		case <-stopped.Done():
		}
	}()
	return g
}

// leave lets go of the connection, which then belongs to the next request.
func (g *gate) leave() { g.stop(nil) }

// Read waits for its turn before and after: what arrives just after the pause
// has to wait as well.
func (g *gate) Read(p []byte) (int, error) {
	if err := g.pass(); err != nil {
		return 0, err
	}
	// A server that cannot set deadlines waits for the connection to break.
	_ = g.deadline(time.Now().Add(uploadSilence))
	n, err := g.body.Read(p)
	g.whole = err == io.EOF // a wrapped one is a fault of the connection
	if stopped := g.pass(); stopped != nil {
		return n, stopped
	}
	return n, err
}

func (g *gate) pass() error {
	g.mu.Lock()
	opened := g.opened
	g.mu.Unlock()
	select {
	case <-opened:
	case <-g.stopped.Done():
	}
	return context.Cause(g.stopped)
}

func (g *gate) paused() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.closed
}

// shut and open are the pauses of the campaign.
func (g *gate) shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed {
		g.opened, g.closed = make(chan struct{}), true
	}
}

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		close(g.opened)
		g.closed = false
	}
}

// end lets nothing more be read, also by who waits for it now.
func (g *gate) end(reason error) {
	if g.stopped.Err() == nil {
		g.stop(reason)
		_ = g.deadline(time.Now())
	}
}

// bound is ctx, and done with the gate as well.
func (g *gate) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	unbind := context.AfterFunc(g.stopped, cancel)
	return ctx, func() { unbind(); cancel() }
}

// follow passes on what happens to the campaign after its start.
func (g *gate) follow(ctx context.Context, store *eventstore.Store, ref eventstore.Ref, after uint64) {
	filter := eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.RefLifecycleFilter(ref)}, HeadersOnly: true}
	// It survives outages by itself; without the event store nothing is recorded.
	_ = store.Follow(ctx, after, filter, func(e eventstore.Recorded) error {
		switch e.Type {
		case campaign.Paused{}.EventType():
			g.shut()
		case campaign.Resumed{}.EventType():
			g.open()
		case campaign.Cancelled{}.EventType():
			g.end(errCancelled)
		case campaign.Failed{}.EventType():
			g.end(errBroken) // it was silent for too long
		}
		return nil
	})
}

// why tells what really ended the reading: a refusal of the content, the gate,
// or the connection.
func (g *gate) why(err error) error {
	reason := context.Cause(g.stopped)
	switch {
	case errors.Is(err, namelist.ErrTooMany), errors.Is(err, namelist.ErrTooLarge):
		return &tooLarge{err}
	case errors.Is(err, namelist.ErrColumn):
		var checks domain.Checks
		checks.Require(false, "column", domain.FieldInvalid, "%s", namelist.ErrColumn)
		return checks.Err()
	case errors.Is(err, namelist.ErrGzip), g.whole && errors.Is(err, io.ErrUnexpectedEOF):
		return &badRequest{detail: namelist.ErrGzip.Error()}
	case reason != nil:
		return reason
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errBroken
	}
	return err
}

// tooLarge is a list with more than is allowed.
type tooLarge struct{ reason error }

func (e *tooLarge) Error() string { return e.reason.Error() }
