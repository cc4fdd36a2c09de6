package processors

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"runtime/debug"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// maxFailures is how often a unit may fail without a new part before its
// remaining items are recorded as failed.
const maxFailures = 5

// slots is how many units of a step one process works on at once.
var slots = map[Step]int{Generate: 4, Resolve: 64, Fetch: 64}

// Workers take units from the queue and work on them. Any number of
// processes may run them.
type Workers struct {
	store *eventstore.Store
	queue *queue
	log   *slog.Logger
	watch *watch
	plans *plans
	limit chan struct{}

	mu       sync.Mutex
	failures map[string]int // by the unit's subject
}

// NewWorkers makes the workers of this process. Allow lists the exceptions of
// the outbound guard.
func NewWorkers(a Aggregates, nc *nats.Conn, replicas int, allow []netip.Prefix, log *slog.Logger) (*Workers, error) {
	q, err := newQueue(nc, replicas)
	if err != nil {
		return nil, err
	}
	return &Workers{
		store: a.Store, queue: q, log: log, watch: newWatch(), plans: newPlans(a, allow),
		limit: make(chan struct{}, maxOutstanding), failures: map[string]int{},
	}, nil
}

// Run works until ctx ends; then what is finished is recorded and the rest is
// left to others.
func (w *Workers) Run(ctx context.Context) error {
	defer w.plans.close()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return w.follow(ctx) })
	for step, n := range slots {
		for range n {
			group.Go(func() error { return w.work(ctx, step) })
		}
	}
	return group.Wait()
}

// follow notes campaigns that stop.
func (w *Workers) follow(ctx context.Context) error {
	for ctx.Err() == nil {
		head, _, err := w.store.Last(ctx)
		if err == nil {
			filter := eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.LifecycleFilter(campaign.Category)}, HeadersOnly: true}
			err = w.store.Follow(ctx, head, filter, w.note)
		}
		if err != nil && ctx.Err() == nil {
			w.log.Warn("workers lost the event store, try again", "error", err)
			pause(ctx, time.Second)
		}
	}
	return nil
}

// note passes a lifecycle event on to those who work on its campaign.
func (w *Workers) note(e eventstore.Recorded) error {
	w.watch.apply(e)
	if e.Type == (campaign.Completed{}).EventType() || e.Type == (campaign.Cancelled{}).EventType() {
		w.plans.drop(e.Ref.ID)
	}
	return nil
}

// work is one slot: it asks for one unit at a time, so that no unit waits
// leased in this process.
func (w *Workers) work(ctx context.Context, step Step) error {
	var consumer jetstream.Consumer
	for ctx.Err() == nil {
		if consumer == nil {
			c, err := w.queue.consumer(ctx, step)
			if err != nil {
				pause(ctx, time.Second)
				continue
			}
			consumer = c
		}
		msg, err := next(ctx, consumer)
		switch {
		case err == nil:
			w.handle(ctx, msg)
		case ctx.Err() == nil && !errors.Is(err, nats.ErrTimeout) && !errors.Is(err, context.DeadlineExceeded):
			// The queue is away, or was made anew: ask for the consumer again.
			consumer = nil
			pause(ctx, time.Second)
		}
	}
	return nil
}

// askFor is how long one request for work waits at the server.
const askFor = 20 * time.Second

func next(ctx context.Context, c jetstream.Consumer) (jetstream.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	return c.Next(jetstream.FetchContext(ctx))
}

// handle works on one unit and settles its message.
func (w *Workers) handle(ctx context.Context, msg jetstream.Msg) {
	u, err := parseUnit(msg.Subject())
	if err != nil {
		w.log.Error("a work message of no known form is dropped", "subject", msg.Subject(), "error", err)
		_ = msg.Term()
		return
	}
	leased, release := hold(ctx, msg)
	err = w.attempt(leased, u)
	release()
	w.settle(ctx, msg, u, err)
}

// settle says what becomes of the message. Only a finished unit is
// acknowledged; the queue of a campaign that stopped is emptied by the
// dispatcher, so that none is lost when it resumes.
func (w *Workers) settle(ctx context.Context, msg jetstream.Msg, u unit, err error) {
	switch {
	case err == nil:
		w.forgive(u)
		ack, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if err := msg.DoubleAck(ack); err != nil {
			w.log.Debug("a finished unit will be given out again", "unit", u.subject(), "error", err)
		}
	case errors.Is(err, errLeaseLost):
	case ctx.Err() != nil:
		_ = msg.Nak()
	case errors.Is(err, errStopped), errors.Is(err, eventstore.ErrUnavailable):
		_ = msg.NakWithDelay(time.Second)
	default:
		w.log.Error("a unit failed", "unit", u.subject(), "failures", w.blame(u), "error", err)
		_ = msg.NakWithDelay(time.Second)
	}
}

// attempt works on a unit; a panic is a failure of the unit, not of the
// process.
func (w *Workers) attempt(ctx context.Context, u unit) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	ctx, leave := w.watch.enter(ctx, u.campaign)
	defer leave()
	plan, done, err := w.plans.of(ctx, u.campaign)
	if err != nil {
		return err
	}
	defer done()
	switch u.step {
	case Generate:
		return w.generate(ctx, plan, u)
	case Resolve:
		return w.resolve(ctx, plan, u)
	case Fetch:
		return w.fetch(ctx, plan, u)
	}
	return fmt.Errorf("%q is no step", u.step)
}

func (w *Workers) blame(u unit) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failures[u.subject()]++
	return w.failures[u.subject()]
}

func (w *Workers) forgive(u unit) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.failures, u.subject())
}

// poisoned says that a unit failed too often to be tried once more.
func (w *Workers) poisoned(u unit) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.failures[u.subject()] >= maxFailures
}
