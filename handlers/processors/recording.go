package processors

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"domainflow/domain"
	"domainflow/eventstore"
)

const (
	// flushBytes is how much JSON a part has at most, unless one result alone
	// has more: then it has less than 1 MiB, the limit of a message (the
	// limits of a result: product.md 5.6 and 6.5).
	flushBytes = 512 << 10
	// maxOutstanding bounds the parts of one process that wait for the event
	// store: a stream is one queue, and what is in it delays commands.
	maxOutstanding = 16
)

// format is how results of one step become events and are read back.
type format[R any] struct {
	event   string // type of the result event
	ordinal func(R) int64
	// size bounds the JSON that one result adds to a part, in bytes.
	size   func(R) int
	encode func([]R) (domain.Event, domain.Counts)
	// ordinals lists the items that a recorded event has results for.
	ordinals func(domain.Event) ([]int64, error)
}

// recording stores the results of one unit, part by part. Part k is published
// only after part k-1 is known to be stored; where another worker's part is
// found instead, its results stand and ours for the same names are dropped.
type recording[R any] struct {
	store  *eventstore.Store
	limit  chan struct{} // shared by the process, maxOutstanding places
	format format[R]
	ref    eventstore.Ref
	unit   string
	// causation is the id of the event that holds the items.
	causation  string
	flushAfter time.Duration

	flushing sync.Mutex // one part in flight
	next     int        // number of the next part
	finished bool       // the last part is stored, by whomever

	mu      sync.Mutex
	done    map[int64]struct{}
	pending []measured[R]
	bytes   int // of pending
	full    chan struct{}
}

// measured is a result and the size of its JSON.
type measured[R any] struct {
	result R
	size   int
}

// open reads the parts that exist already. Only the prefix without holes
// counts; a stale read is corrected by the first publish.
func (r *recording[R]) open(ctx context.Context) error {
	r.done, r.full = map[int64]struct{}{}, make(chan struct{}, 1)
	parts, err := r.store.Parts(ctx, r.ref, r.format.event, r.unit)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if err := r.adopt(part); err != nil {
			return err
		}
	}
	return nil
}

// adopt takes over a stored part as done.
func (r *recording[R]) adopt(part eventstore.Recorded) error {
	e, err := part.Decode()
	if err != nil {
		return err
	}
	ordinals, err := r.format.ordinals(e)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, o := range ordinals {
		r.done[o] = struct{}{}
	}
	r.next = part.Part.Number + 1
	r.finished = r.finished || part.Part.Last
	r.withdraw()
	return nil
}

// withdraw takes from pending what is done.
func (r *recording[R]) withdraw() {
	r.pending = slices.DeleteFunc(r.pending, func(m measured[R]) bool {
		_, done := r.done[r.format.ordinal(m.result)]
		return done
	})
	r.bytes = 0
	for _, m := range r.pending {
		r.bytes += m.size
	}
}

// has says whether the item has a stored result.
func (r *recording[R]) has(ordinal int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, done := r.done[ordinal]
	return done
}

// add keeps a result for the next part. It may be called concurrently.
func (r *recording[R]) add(result R) {
	size := r.format.size(result)
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, done := r.done[r.format.ordinal(result)]; done {
		return
	}
	r.pending = append(r.pending, measured[R]{result, size})
	r.bytes += size
	if r.bytes >= flushBytes {
		select {
		case r.full <- struct{}{}:
		default:
		}
	}
}

// keep flushes from time to time until ctx ends or the unit turns out to be
// finished by another worker.
func (r *recording[R]) keep(ctx context.Context) error {
	tick := time.NewTicker(r.flushAfter)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-r.full:
		}
		if err := r.flush(ctx); err != nil {
			return err
		}
		if r.finished {
			return errDoneElsewhere
		}
	}
}

// flush records what is pending, in parts of at most flushBytes.
func (r *recording[R]) flush(ctx context.Context) error {
	r.flushing.Lock()
	defer r.flushing.Unlock()
	for !r.finished {
		batch, rest := r.batch()
		if len(batch) == 0 {
			return nil
		}
		if err := r.publish(ctx, batch, false); err != nil {
			return err
		}
		if rest == 0 {
			return nil
		}
	}
	return nil
}

// finish records what is pending and says that the unit is done. The last
// part is published even when it is empty.
func (r *recording[R]) finish(ctx context.Context) error {
	r.flushing.Lock()
	defer r.flushing.Unlock()
	for !r.finished {
		batch, rest := r.batch()
		if err := r.publish(ctx, batch, rest == 0); err != nil {
			return err
		}
	}
	return nil
}

// batch is as much of what is pending as one part holds, and the number of
// results behind it.
func (r *recording[R]) batch() (batch []R, rest int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	size := 0
	for _, m := range r.pending {
		if size += m.size; size > flushBytes && len(batch) > 0 {
			break
		}
		batch = append(batch, m.result)
	}
	return batch, len(r.pending) - len(batch)
}

// publish stores one part, or finds that another worker did.
func (r *recording[R]) publish(ctx context.Context, batch []R, last bool) error {
	select {
	case r.limit <- struct{}{}:
		defer func() { <-r.limit }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	event, counts := r.format.encode(batch)
	meta := systemMeta(uuid.New(), time.Now(), r.ref.ID)
	meta.CausationID = r.causation
	part := eventstore.Part{Unit: r.unit, Number: r.next, Last: last}
	_, err := r.store.AppendPart(ctx, meta, r.ref, part, event, counts)
	if taken := (*eventstore.PartTakenError)(nil); errors.As(err, &taken) {
		return r.adopt(taken.Winner)
	}
	if err != nil {
		return fmt.Errorf("record part %d of unit %s: %w", r.next, r.unit, err)
	}
	r.stored(batch, last)
	return nil
}

// stored moves a published batch from pending to done.
func (r *recording[R]) stored(batch []R, last bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, result := range batch {
		r.done[r.format.ordinal(result)] = struct{}{}
	}
	r.withdraw()
	r.next, r.finished = r.next+1, last
}
