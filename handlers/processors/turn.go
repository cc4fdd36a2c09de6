package processors

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// dispatch empties the queue of stopped campaigns and puts out what the
// windows have room for; when it looks, also what is out for too long, and all
// that is out when the queue is not the one it was.
func (d *Dispatcher) dispatch(ctx context.Context, look bool) error {
	if look {
		if err := d.watchQueue(ctx); err != nil {
			return err
		}
	}
	stopped, units := d.turn(time.Now(), look)
	for _, r := range stopped {
		if err := d.queue.drop(ctx, stepOf(r.typ), r.id); err != nil {
			d.log.Warn("units of a stopped campaign stay queued", "campaign", r.id, "error", err)
		}
	}
	if err := d.sweep(ctx); err != nil {
		return errors.Join(err, d.watchQueue(ctx))
	}
	for i, u := range units {
		if err := d.queue.put(ctx, u); err != nil {
			d.lost(units[i:])
			return errors.Join(err, d.watchQueue(ctx))
		}
	}
	return nil
}

// watchQueue makes the queue where it is missing, and finds out that somebody
// else did: a new queue is empty, whatever is out.
func (d *Dispatcher) watchQueue(ctx context.Context) error {
	made, err := d.queue.ensure(ctx)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !made.Equal(d.queueMade) {
		d.queueMade = made
		d.fold.emptied()
	}
	return nil
}

// turn is what there is to do now.
func (d *Dispatcher) turn(now time.Time, look bool) (stopped []*run, units []unit) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.ready {
		return nil, nil
	}
	if look {
		units = d.fold.overdue(now.Add(-d.timing.outAgain), now)
	}
	for _, step := range Steps {
		units = append(units, d.fold.take(step, now)...)
	}
	return d.fold.drops(), units
}

func (d *Dispatcher) lost(units []unit) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, u := range units {
		d.fold.lost(u)
	}
}

// sweep drops once, at the start, what the queue holds of campaigns that do
// not run: those that stopped while no dispatcher was there to see it.
func (d *Dispatcher) sweep(ctx context.Context) error {
	d.mu.Lock()
	due := d.ready && !d.swept
	d.mu.Unlock()
	if !due {
		return nil
	}
	queued, err := d.queue.units(ctx)
	if err != nil {
		return err
	}
	for _, u := range queued {
		if d.runs(u.campaign) {
			continue
		}
		if err := d.queue.drop(ctx, u.step, u.campaign); err != nil {
			return err
		}
	}
	d.mu.Lock()
	d.swept = true
	d.mu.Unlock()
	return nil
}

func (d *Dispatcher) runs(id string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.fold.isRunning(id)
}

// complete ends the campaigns that have nothing left to do; when it looks,
// also those that should have ended before.
func (d *Dispatcher) complete(ctx context.Context, look bool) error {
	now := time.Now()
	for _, c := range d.completions(now, look) {
		if err := d.end(ctx, c, now); err != nil {
			return err // the rest is unanswered, and issued again
		}
	}
	return nil
}

func (d *Dispatcher) completions(now time.Time, look bool) []completion {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.ready {
		return nil
	}
	if look {
		d.fold.unanswered(now.Add(-d.timing.completeAgain))
	}
	return d.fold.complete(now)
}

// end completes one campaign.
func (d *Dispatcher) end(ctx context.Context, c completion, now time.Time) error {
	meta := systemMeta(uuid.NewSHA1(uuid.MustParse(c.id), []byte("complete")), now, c.id)
	meta.CausationID = c.cause
	return d.issue(ctx, meta, c.id, c.command)
}

// issue carries out a command of the system. Losing the race to somebody's
// command or to another dispatcher is no error: the fold will see who won.
func (d *Dispatcher) issue(ctx context.Context, m eventstore.Meta, id string, command campaign.Command) error {
	loaded, err := d.campaigns.Load(ctx, id)
	if err != nil {
		return err
	}
	change, _, refused := loaded.Decide(command)
	if refused != nil {
		return nil //nolint:nilerr // a command came first: the campaign does not run any more
	}
	if _, err = d.store.Append(ctx, m, change); err != nil && !errors.Is(err, eventstore.ErrConflict) {
		return fmt.Errorf("%T of %s: %w", command, id, err)
	}
	return nil
}
