package processors

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

const (
	// perCampaign is how many units of one campaign are out at most, so that
	// one of ten million names cannot starve one of ten.
	perCampaign = 8
	// perStep is how many units of one step are out at most, over all
	// campaigns.
	perStep = 128
	// outAgain is when a unit that is out is put on the queue again: a no-op
	// when it is still there, a repair when the queue was lost.
	outAgain = 30 * time.Second
	// completeAgain is when an unanswered Complete is issued again.
	completeAgain = 5 * time.Second
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

	mu   sync.Mutex
	fold *fold
	// ready: the fold has reached the head that the log had at the start.
	// Before that it may not know that a unit is done.
	ready bool
	wake  chan struct{}
}

// NewDispatcher makes a dispatcher; Run starts it.
func NewDispatcher(store *eventstore.Store, campaigns *Campaigns, nc *nats.Conn, replicas int, log *slog.Logger) (*Dispatcher, error) {
	q, err := newQueue(nc, replicas)
	if err != nil {
		return nil, err
	}
	return &Dispatcher{
		store: store, campaigns: campaigns, queue: q, log: log,
		fold: newFold(), wake: make(chan struct{}, 1),
	}, nil
}

// Run dispatches until ctx ends. A lost event store is waited for.
func (d *Dispatcher) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		d.dispatchOnWake(ctx)
	}()
	defer func() { cancel(); <-done }()
	for {
		err := d.follow(ctx)
		if ctx.Err() != nil {
			return nil
		}
		d.log.Warn("dispatcher lost the event store, starts again", "error", err)
		if !pause(ctx, time.Second) {
			return nil
		}
	}
}

// follow rebuilds the fold and keeps it up to date.
func (d *Dispatcher) follow(ctx context.Context) error {
	head, _, err := d.store.Last(ctx)
	if err != nil {
		return err
	}
	known, err := d.survey(ctx, head)
	if err != nil {
		return err
	}
	d.mu.Lock()
	d.fold, d.ready = newFold(), false
	after := d.fold.begin(known, head)
	d.mu.Unlock()
	return d.store.Follow(ctx, after, eventstore.Filter{
		Subjects: []eventstore.Pattern{eventstore.CategoryFilter(campaign.Category)}, HeadersOnly: true,
		CaughtUp: func(uint64) { d.caughtUp() },
	}, func(e eventstore.Recorded) error { return d.apply(ctx, e, head) })
}

// survey reads the lifecycle of every campaign up to head: few events, which
// tell whose results have to be read.
func (d *Dispatcher) survey(ctx context.Context, head uint64) (map[string]*surveyed, error) {
	known := map[string]*surveyed{}
	if head == 0 {
		return known, nil
	}
	filter := eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.LifecycleFilter(campaign.Category)}, UpTo: head}
	err := d.store.Follow(ctx, 0, filter, func(r eventstore.Recorded) error {
		e, err := r.Decode()
		if err != nil {
			return err
		}
		s := known[r.Ref.ID]
		if s == nil {
			s = &surveyed{created: r.Sequence}
			known[r.Ref.ID] = s
		}
		s.state = campaign.Decider.Evolve(s.state, e.(campaign.Event))
		return nil
	})
	return known, err
}

func (d *Dispatcher) caughtUp() {
	d.mu.Lock()
	d.ready = true
	d.mu.Unlock()
	d.signal()
}

func (d *Dispatcher) signal() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// apply folds one event. Lifecycle events up to head are in the survey.
func (d *Dispatcher) apply(ctx context.Context, e eventstore.Recorded, head uint64) error {
	if e.Part != nil {
		d.mu.Lock()
		d.fold.result(e)
		d.mu.Unlock()
		d.signal()
		return nil
	}
	if e.Sequence <= head {
		return nil
	}
	after, err := d.campaigns.LoadAt(ctx, e.Ref.ID, e.Sequence)
	if err != nil {
		return err
	}
	if err := d.knowSource(ctx, after.State.Source(), e.Sequence); err != nil {
		return err
	}
	d.mu.Lock()
	r := d.fold.lifecycle(e.Ref.ID, e.Sequence, after.State)
	d.mu.Unlock()
	if r.status != campaign.StatusRunning {
		if err := d.queue.drop(ctx, stepOf(r.typ), r.id); err != nil {
			d.log.Warn("units of a stopped campaign stay queued", "campaign", r.id, "error", err)
		}
	}
	d.signal()
	return nil
}

// knowSource reads the results of a source that ended before anybody followed
// it, which the fold has forgotten or never seen.
func (d *Dispatcher) knowSource(ctx context.Context, id string, upTo uint64) error {
	if id == "" || d.knows(id) {
		return nil
	}
	state, err := d.campaigns.LoadAt(ctx, id, upTo)
	if err != nil {
		return err
	}
	d.mu.Lock()
	d.fold.lifecycle(id, 0, state.State)
	d.mu.Unlock()
	ref := eventstore.Ref{Category: campaign.Category, ID: id}
	filter := eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.RefFilter(ref)}, HeadersOnly: true, UpTo: upTo}
	return d.store.Follow(ctx, 0, filter, func(e eventstore.Recorded) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		if e.Part != nil {
			d.fold.result(e)
		}
		return nil
	})
}

func (d *Dispatcher) knows(id string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.fold.runs[id] != nil
}

func (d *Dispatcher) dispatchOnWake(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.wake:
		case <-tick.C:
		}
		if err := d.dispatch(ctx, time.Now()); err != nil && ctx.Err() == nil {
			d.log.Warn("dispatch failed, tried again", "error", err)
			if err := d.queue.ensure(ctx); err != nil {
				d.log.Warn("work queue is away", "error", err)
			}
		}
	}
}

func (d *Dispatcher) dispatch(ctx context.Context, now time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.ready {
		return nil
	}
	for _, step := range Steps {
		if err := d.fill(ctx, step, now); err != nil {
			return err
		}
	}
	for _, r := range d.fold.runs {
		if err := d.complete(ctx, r, now); err != nil {
			return err
		}
	}
	d.fold.forget()
	return nil
}

// fill puts out units of one step, one of each campaign in turn, until the
// window is full.
func (d *Dispatcher) fill(ctx context.Context, step Step, now time.Time) error {
	runs := d.fold.running(step)
	out := 0
	for _, r := range runs {
		if err := d.repair(ctx, step, r, now); err != nil {
			return err
		}
		out += len(r.out)
	}
	for gave := true; gave && out < perStep; {
		gave = false
		for _, r := range runs {
			if out >= perStep || len(r.out) >= perCampaign {
				continue
			}
			k, ok := r.take()
			if !ok {
				continue
			}
			if err := d.put(ctx, step, r, k, now); err != nil {
				return err
			}
			gave, out = true, out+1
		}
	}
	return nil
}

func (d *Dispatcher) put(ctx context.Context, step Step, r *run, k key, now time.Time) error {
	// Noted as out before the queue has it: if the put fails the unit is
	// repaired after outAgain, never forgotten.
	r.out[k] = now
	return d.queue.put(ctx, unit{step: step, campaign: r.id, key: k})
}

func (d *Dispatcher) repair(ctx context.Context, step Step, r *run, now time.Time) error {
	for k, since := range r.out {
		if now.Sub(since) < outAgain {
			continue
		}
		if err := d.put(ctx, step, r, k, now); err != nil {
			return err
		}
	}
	return nil
}

// complete ends a run that has nothing left to do. Losing the race to a
// command or to another dispatcher is no error: the fold will see who won.
func (d *Dispatcher) complete(ctx context.Context, r *run, now time.Time) error {
	reason := r.finished()
	if reason == "" || now.Sub(r.completing) < completeAgain {
		return nil
	}
	r.completing = now
	loaded, err := d.campaigns.Load(ctx, r.id)
	if err != nil {
		return err
	}
	change, _, err := loaded.Decide(campaign.Complete{Reason: reason, Units: r.units(), Counts: r.counts})
	if err != nil {
		return nil
	}
	_, err = d.store.Append(ctx, systemMeta(uuid.NewSHA1(uuid.MustParse(r.id), []byte("complete")), now, r.id), change)
	if err != nil && !errors.Is(err, eventstore.ErrConflict) {
		return fmt.Errorf("complete %s: %w", r.id, err)
	}
	return nil
}

// systemMeta is what events say that no person asked for.
func systemMeta(command uuid.UUID, now time.Time, campaign string) eventstore.Meta {
	return eventstore.Meta{
		CommandID: command, Actor: eventstore.Actor{ID: "processors", Kind: "system"},
		Time: now.UTC(), CorrelationID: campaign,
	}
}

// pause waits, or says false when ctx ends first.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
