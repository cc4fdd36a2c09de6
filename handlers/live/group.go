package live

import (
	"context"
	"slices"
	"sync/atomic"

	"domainflow/eventstore"
)

// group are the riders of one sweep that are still on it.
type group struct{ riders []*rider }

// sweep reads the log once, from the lowest cursor to where the ring ends now.
func (g *group) sweep(f *Feed) {
	ctx, stop := g.whileWanted()
	defer stop()
	from := g.riders[0].cursor()
	for _, r := range g.riders {
		from = min(from, r.cursor())
	}
	_, end := f.ring.span()
	var err error
	if end > from {
		filter := eventstore.Filter{Subjects: g.riders[0].patterns, UpTo: end}
		err = f.store.Follow(ctx, from, filter, func(e eventstore.Recorded) error { return g.hand(ctx, f, e) })
	}
	g.leave(func(r *rider) error {
		if err != nil {
			return err
		}
		return r.pass(r.sub, end, nil)
	}, true)
}

// whileWanted ends when nobody wants the sweep any more.
func (g *group) whileWanted() (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var left atomic.Int64
	left.Store(int64(len(g.riders)))
	var stops []func() bool
	for _, r := range g.riders {
		stops = append(stops, context.AfterFunc(r.sub.ctx, func() {
			if left.Add(-1) == 0 {
				cancel()
			}
		}))
	}
	return ctx, func() {
		for _, stop := range stops {
			stop()
		}
		cancel()
	}
}

// hand gives one event to all riders. Who has no room leaves.
func (g *group) hand(ctx context.Context, f *Feed, e eventstore.Recorded) error {
	shown := &entry{event: e}
	var err error
	if shown.audience, err = f.audienceOf(ctx, e); err != nil {
		return err
	}
	if slices.ContainsFunc(g.riders, func(r *rider) bool { return r.shows(r.sub, shown) }) {
		if shown.frame.body, err = f.render(ctx, e); err != nil {
			return err
		}
	}
	g.leave(func(r *rider) error { return r.take(shown, f.bounds.slot) }, false)
	if len(g.riders) == 0 {
		return errOver
	}
	return nil
}

// leave lets those go whose step fails, or all after their last.
func (g *group) leave(step func(*rider) error, last bool) {
	g.riders = slices.DeleteFunc(g.riders, func(r *rider) bool {
		err := step(r)
		if err != nil || last {
			r.done <- err
		}
		return err != nil || last
	})
}
