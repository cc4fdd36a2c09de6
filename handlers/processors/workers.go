package processors

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

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

	// idle says that the queue could not be asked for work when last tried.
	idle atomic.Bool

	failures *failures
	timing   timing
}

// NewWorkers makes the workers of this process. Allow lists the exceptions of
// the outbound guard.
func NewWorkers(a Aggregates, nc *nats.Conn, replicas int, allow []netip.Prefix, limits *Limits, log *slog.Logger) (*Workers, error) {
	q, err := newQueue(nc, replicas)
	if err != nil {
		return nil, err
	}
	return &Workers{
		store: a.Store, queue: q, log: log, watch: newWatch(), plans: newPlans(a, allow, limits),
		limit: make(chan struct{}, maxOutstanding), failures: newFailures(), timing: usual,
	}, nil
}

// Run works until ctx ends; then what is finished is recorded and the rest is
// left to others.
func (w *Workers) Run(ctx context.Context) error {
	defer w.plans.close()
	group, ctx := errgroup.WithContext(ctx)
	following := make(chan struct{})
	group.Go(func() error { w.follow(ctx, following); return nil })
	select {
	case <-following:
	case <-ctx.Done():
		return group.Wait()
	}
	for step, n := range slots {
		group.Go(func() error { w.work(ctx, step, n); return nil })
	}
	return group.Wait()
}

// ErrIdle: the queue of work is away, so nothing is worked on.
var ErrIdle = errors.New("processors: the queue of work cannot be reached")

// Health says whether the workers get work, ErrIdle when they do not.
func (w *Workers) Health(context.Context) error {
	if w.idle.Load() {
		return ErrIdle
	}
	return nil
}

// follow notes campaigns that stop. It closes following when none that stops
// from now on can be missed, so that work may begin.
func (w *Workers) follow(ctx context.Context, following chan<- struct{}) {
	position, err := w.end(ctx)
	if err != nil {
		return
	}
	close(following)
	filter := eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.LifecycleFilter(campaign.Category)}, HeadersOnly: true}
	for ctx.Err() == nil {
		err := w.store.Follow(ctx, position, filter, func(e eventstore.Recorded) error {
			position = e.Sequence
			w.note(e)
			return nil
		})
		if err != nil && ctx.Err() == nil {
			w.log.Warn("workers lost the event store, try again", "error", err)
			pause(ctx, w.timing.tryAgain)
		}
	}
}

// end waits until the log says where it ends.
func (w *Workers) end(ctx context.Context) (position uint64, err error) {
	for {
		position, _, err = w.store.Last(ctx)
		if err == nil || !pause(ctx, w.timing.tryAgain) {
			return position, err
		}
		w.idle.Store(true)
	}
}

// note passes a lifecycle event on to those who work on its campaign.
func (w *Workers) note(e eventstore.Recorded) {
	id := e.Ref.ID
	switch e.Type {
	case campaign.Completed{}.EventType(), campaign.Cancelled{}.EventType():
		w.failures.forget(id)
	case campaign.Paused{}.EventType():
	default:
		return
	}
	// In this order: who enters after the second finds no old plan.
	w.plans.stop(id)
	w.watch.stop(id)
}

// work hands units of a step to its slots until ctx ends and all slots are free.
// A unit is asked for only when there is a slot for it, so that none waits
// leased in this process; and one at a time: the queue serves requests in the
// order in which they came, so that many of one process would keep the others
// waiting for as many units.
func (w *Workers) work(ctx context.Context, step Step, slots int) {
	var atWork sync.WaitGroup
	defer atWork.Wait()
	taken := make(chan struct{}, slots)
	var queue jetstream.Consumer // nil when it has to be looked for
	for {
		select {
		case <-ctx.Done():
			return
		case taken <- struct{}{}:
		}
		msg := w.next(ctx, step, &queue)
		if msg == nil {
			<-taken
			continue
		}
		atWork.Go(func() {
			defer func() { <-taken }()
			w.handle(ctx, msg)
		})
	}
}

// next waits a while for a unit; nil when none came, whatever the reason.
func (w *Workers) next(ctx context.Context, step Step, queue *jetstream.Consumer) jetstream.Msg {
	msg, err := w.ask(ctx, step, queue)
	none := errors.Is(err, nats.ErrTimeout) || errors.Is(err, context.DeadlineExceeded)
	w.idle.Store(err != nil && !none)
	if err != nil && !none {
		*queue = nil // it is away, or was made anew
		pause(ctx, w.timing.tryAgain)
	}
	return msg
}

func (w *Workers) ask(ctx context.Context, step Step, queue *jetstream.Consumer) (msg jetstream.Msg, err error) {
	if *queue == nil {
		if *queue, err = w.queue.consumer(ctx, step, w.timing.ackWait); err != nil {
			return nil, err
		}
	}
	limited, cancel := context.WithTimeout(ctx, w.timing.askFor)
	defer cancel()
	return (*queue).Next(jetstream.FetchContext(limited), jetstream.FetchHeartbeat(w.timing.heartbeat))
}

// handle works on one unit and settles its message.
func (w *Workers) handle(ctx context.Context, msg jetstream.Msg) {
	u, err := parseUnit(msg.Subject())
	if err != nil {
		w.log.Error("a work message of no known form is dropped", "subject", msg.Subject(), "error", err)
		_ = msg.Term()
		return
	}
	leased, release := hold(ctx, msg, w.timing)
	err = w.attempt(leased, u)
	release()
	w.settle(ctx, msg, u, err)
}

// settle says what becomes of the message. Only a unit that is finished, or
// never will be, leaves the queue; the queue of a campaign that stopped is
// emptied by the dispatcher, so that none is lost when it resumes.
func (w *Workers) settle(ctx context.Context, msg jetstream.Msg, u unit, err error) {
	switch {
	case err == nil:
		w.failures.forgive(u)
		w.acknowledge(ctx, msg, u)
	case errors.Is(err, errEnded):
		w.acknowledge(ctx, msg, u)
	case errors.Is(err, errLeaseLost):
	case ctx.Err() != nil:
		_ = msg.Nak()
	case errors.Is(err, errStopped), isTransient(err):
		_ = msg.NakWithDelay(w.timing.tryAgain)
	default:
		w.log.Error("a unit failed", "unit", u.subject(), "failures", w.failures.add(u), "error", err)
		_ = msg.NakWithDelay(w.timing.tryAgain)
	}
}

func (w *Workers) acknowledge(ctx context.Context, msg jetstream.Msg, u unit) {
	ack, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastFlush)
	defer cancel()
	if err := msg.DoubleAck(ack); err != nil {
		w.log.Debug("a unit will be given out again", "unit", u.subject(), "error", err)
	}
}

// isTransient tells an event store that cannot answer now from a failure of
// the unit.
func isTransient(err error) bool {
	return errors.Is(err, eventstore.ErrUnavailable) || errors.Is(err, eventstore.ErrContention)
}

// attempt works on a unit. A panic is a failure of the unit, not of the
// process. When the work was ended, the error is why it was.
func (w *Workers) attempt(ctx context.Context, u unit) (err error) {
	ctx, leave := w.watch.enter(ctx, u.campaign)
	defer leave()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
		if err != nil && ctx.Err() != nil {
			err = context.Cause(ctx)
		}
	}()
	if w.failures.poisoned(u) {
		plan, err := w.plans.bare(ctx, u.campaign)
		if err != nil {
			return err
		}
		return w.workOn(ctx, plan, u)
	}
	plan, done, err := w.plans.of(ctx, u.campaign)
	if err != nil {
		return err
	}
	defer done()
	return w.workOn(ctx, plan, u)
}

func (w *Workers) workOn(ctx context.Context, p *plan, u unit) error {
	switch u.step {
	case Generate:
		return w.generate(ctx, p, u)
	case Resolve:
		return w.resolve(ctx, p, u)
	}
	return w.fetch(ctx, p, u)
}
