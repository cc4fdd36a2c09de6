package processors

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// Campaigns is the campaign aggregate as processors use it.
type Campaigns = eventstore.Aggregate[campaign.State, campaign.Command, campaign.Event]

// Dispatcher puts units of running campaigns on the queue, a window at a
// time and campaign by campaign in turn, and completes those that are done.
// Any number may run at once.
type Dispatcher struct {
	store     *eventstore.Store
	campaigns *Campaigns
	queue     *queue
	log       *slog.Logger
	timing    timing

	// mu is never held while JetStream is asked.
	mu   sync.Mutex
	fold *fold
	// ready: the fold has reached the head that the log had at the start.
	// Before that it may not know that a unit is done.
	ready bool
	// swept: what an earlier dispatcher left on the queue was looked through.
	swept bool
	// queueMade is when the queue that was last seen was made.
	queueMade time.Time
	// moved and settled wake dispatch and complete.
	moved, settled chan struct{}
}

// NewDispatcher makes a dispatcher; Run starts it.
func NewDispatcher(store *eventstore.Store, campaigns *Campaigns, nc *nats.Conn, replicas int, log *slog.Logger) (*Dispatcher, error) {
	q, err := newQueue(nc, replicas)
	if err != nil {
		return nil, err
	}
	return &Dispatcher{
		store: store, campaigns: campaigns, queue: q, log: log, timing: usual,
		fold: newFold(), moved: make(chan struct{}, 1), settled: make(chan struct{}, 1),
	}, nil
}

// Run dispatches until ctx ends. A lost event store is waited for.
func (d *Dispatcher) Run(ctx context.Context) error {
	var loops sync.WaitGroup
	loops.Go(func() { d.loop(ctx, d.moved, "dispatch", d.dispatch) })
	loops.Go(func() { d.loop(ctx, d.settled, "completion", d.complete) })
	loops.Go(func() { d.loop(ctx, nil, "looking after lists", d.failSilent) })
	defer loops.Wait()
	for {
		err := d.follow(ctx)
		if ctx.Err() != nil {
			return nil
		}
		d.log.Warn("dispatcher lost the event store, starts again", "error", err)
		pause(ctx, d.timing.tryAgain)
	}
}

// loop calls step whenever it is woken, and from time to time to look for what
// is overdue.
func (d *Dispatcher) loop(ctx context.Context, wake <-chan struct{}, name string, step func(context.Context, bool) error) {
	tick := time.NewTicker(d.timing.tryAgain)
	defer tick.Stop()
	for {
		look := false
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-tick.C:
			look = true
		}
		if err := step(ctx, look); err != nil && ctx.Err() == nil {
			d.log.Warn(name+" failed, tried again", "error", err)
			pause(ctx, d.timing.tryAgain)
		}
	}
}

// follow rebuilds the fold and keeps it up to date.
func (d *Dispatcher) follow(ctx context.Context) error {
	head, _, err := d.store.Last(ctx)
	if err != nil {
		return err
	}
	known, err := survey(ctx, d.store, head)
	if err != nil {
		return err
	}
	fresh := newFold()
	after := fresh.begin(known, head)
	fresh.hearAll(time.Now())
	d.change(func() { d.fold, d.ready, d.swept = fresh, false, false })
	filter := eventstore.Filter{
		Subjects: []eventstore.Pattern{eventstore.CategoryFilter(campaign.Category)}, HeadersOnly: true,
		CaughtUp: func(uint64) { d.change(func() { d.ready = true }) },
	}
	return d.store.Follow(ctx, after, filter, func(e eventstore.Recorded) error {
		switch {
		case e.Part != nil:
			d.change(func() {
				d.fold.result(e)
				d.fold.hear(e.Ref.ID, time.Now())
			})
		case e.Sequence > head: // earlier ones are in the survey
			return d.lifecycle(ctx, e)
		}
		return nil
	})
}

// lifecycle folds one lifecycle event.
func (d *Dispatcher) lifecycle(ctx context.Context, e eventstore.Recorded) error {
	after, err := d.campaigns.LoadAt(ctx, e.Ref.ID, e.Sequence)
	if err != nil {
		return err
	}
	source, err := d.missingSource(ctx, after.State, e.Sequence)
	if err != nil {
		return err
	}
	d.change(func() {
		if source != nil {
			d.fold.runs[source.id] = source
		}
		d.fold.lifecycle(e.Ref.ID, after.State, placeOf(e))
		d.fold.hear(e.Ref.ID, time.Now())
	})
	return nil
}

// missingSource reads a source that ended before anybody followed it, which
// the fold has forgotten or never seen; nil when there is none to read.
func (d *Dispatcher) missingSource(ctx context.Context, follower campaign.State, upTo uint64) (*run, error) {
	id := follower.Source()
	if id == "" || follower.Status.Ended() || follower.Deleted || d.knows(id) {
		return nil, nil
	}
	state, err := d.campaigns.LoadAt(ctx, id, upTo)
	if err != nil {
		return nil, err
	}
	read := newFold()
	source := newRun(id)
	source.become(state.State, place{sequence: state.Sequence})
	read.runs[id] = source
	ref := eventstore.Ref{Category: campaign.Category, ID: id}
	filter := eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.RefFilter(ref)}, HeadersOnly: true, UpTo: upTo}
	return source, d.store.Follow(ctx, 0, filter, func(e eventstore.Recorded) error {
		if e.Part != nil {
			read.result(e)
		}
		return nil
	})
}

func (d *Dispatcher) knows(id string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.fold.runs[id] != nil
}

// change changes the fold and wakes those who draw consequences.
func (d *Dispatcher) change(apply func()) {
	d.mu.Lock()
	apply()
	d.mu.Unlock()
	for _, wake := range []chan struct{}{d.moved, d.settled} {
		select {
		case wake <- struct{}{}:
		default:
		}
	}
}

// systemMeta is what events say that no person asked for.
func systemMeta(command uuid.UUID, now time.Time, campaign string) eventstore.Meta {
	return eventstore.Meta{
		CommandID: command, Actor: eventstore.Actor{ID: "processors", Kind: "system"},
		Time: now.UTC(), CorrelationID: campaign,
	}
}
