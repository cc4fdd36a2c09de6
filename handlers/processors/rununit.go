package processors

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// errDoneElsewhere ends work on a unit whose last part another worker stored.
var errDoneElsewhere = errors.New("the unit was finished by another worker")

// lastFlush is how long results that are finished may take to be recorded
// when the work on their unit ends early.
const lastFlush = 5 * time.Second

// item is one name of a unit that wants a result.
type item interface{ ordinalOf() int64 }

// task is what a step does with the items of a unit.
type task[I item, R any] struct {
	// work asks for results and hands each to done, which may be called
	// concurrently.
	work func(ctx context.Context, items []I, done func(R)) error
	// failed is the result of an item that could not be worked on.
	failed func(I) R
}

// runUnit finds out which items have no result yet, works on them and records
// what comes, until every item has a result.
func runUnit[I item, R any](ctx context.Context, w *Workers, u unit, r *recording[R], items []I, t task[I, R]) error {
	if err := r.open(ctx); err != nil {
		return err
	}
	var todo []I
	for _, i := range items {
		if !r.has(i.ordinalOf()) {
			todo = append(todo, i)
		}
	}
	if w.failures.poisoned(u) {
		for _, i := range todo {
			r.add(t.failed(i))
		}
		return r.finish(ctx)
	}
	before := r.next
	err := workAndKeep(ctx, r, todo, t)
	if err == nil {
		err = r.finish(ctx)
	}
	if err != nil && !errors.Is(err, errDoneElsewhere) {
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastFlush)
		defer cancel()
		err = errors.Join(err, r.flush(late))
	}
	if r.next > before {
		w.failures.forgive(u)
	}
	if errors.Is(err, errDoneElsewhere) {
		return nil
	}
	return err
}

// workAndKeep works on the items while results are recorded every now and
// then. It returns when both have ended.
func workAndKeep[I item, R any](ctx context.Context, r *recording[R], todo []I, t task[I, R]) error {
	if len(todo) == 0 || r.finished {
		return nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		if err := r.keep(ctx); err != nil {
			cancel(err)
		}
	}()
	err := t.work(ctx, todo, func(result R) {
		defer func() {
			if p := recover(); p != nil {
				cancel(fmt.Errorf("panic in a result: %v", p))
			}
		}()
		r.add(result)
	})
	if err == nil {
		err = context.Cause(ctx)
	} else if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	cancel(nil)
	<-kept
	return err
}
