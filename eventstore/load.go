package eventstore

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"
)

// Load gives all lifecycle events of one aggregate in order, or those up to a sequence if upTo is not 0. An aggregate without events
// gives none and no error. The answer is complete, and as new as the leader's when Load was called: a decision on an older state could
// refuse what should be accepted, and no expectation would notice.
func (s *Store) Load(ctx context.Context, ref Ref, upTo uint64) ([]Recorded, error) {
	if err := (address{ref: ref, eventType: "any"}).check(); err != nil {
		return nil, err
	}
	last, err := s.leaderGet(ctx, getRequest{Last: ref.lifecycle()})
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if upTo == 0 || upTo > last.Sequence {
		upTo = last.Sequence
	}
	return s.loadUpTo(ctx, ref, upTo)
}

// loadUpTo needs upTo at or below the aggregate's last event. So it is complete once it has met upTo or what lies beyond.
// It reads from any replica in one request, and what that one does not have yet, from the leader.
func (s *Store) loadUpTo(ctx context.Context, ref Ref, upTo uint64) ([]Recorded, error) {
	var events []Recorded
	next := uint64(1)
	for r, err := range s.scan(ctx, ref.lifecycle()) {
		if err != nil && !errors.Is(err, ErrUnavailable) {
			return nil, err
		}
		if err != nil {
			break
		}
		if r.Sequence <= upTo {
			events, next = append(events, r), r.Sequence+1
		}
		if r.Sequence >= upTo {
			return events, nil
		}
	}
	for next <= upTo {
		r, err := s.leaderGet(ctx, getRequest{Sequence: next, Next: ref.lifecycle()})
		if err != nil {
			return nil, err
		}
		if r.Sequence <= upTo {
			events = append(events, r)
		}
		next = r.Sequence + 1
	}
	return events, nil
}

// scanBatch bounds the events in flight of one scan.
const scanBatch = 256

// scan reads what one replica has on a subject, in order and without a hole, but possibly not the newest (batched direct get, NATS
// ADR-31). It ends without an error only after the replica said that there is no more.
func (s *Store) scan(ctx context.Context, subject string) iter.Seq2[Recorded, error] {
	return func(yield func(Recorded, error) bool) {
		for from, more := uint64(1), true; more; {
			more = false
			for raw, err := range getBatch(ctx, s.js, s.config, streamName, jetstreamext.GetBatchSeq(from), jetstreamext.GetBatchSubject(subject)) {
				if errors.Is(err, jetstreamext.ErrNoMessages) {
					return
				}
				if err != nil {
					yield(Recorded{}, unavailable(err))
					return
				}
				r, err := s.config.Registry.fromReplica(raw)
				if !yield(r, err) || err != nil {
					return
				}
				from, more = raw.Sequence+1, raw.Header.Get(hdrPending) != "0"
			}
		}
	}
}

// Headers of the answers to a batched direct get.
const (
	hdrPending  = "Nats-Num-Pending"
	hdrPrevious = "Nats-Last-Sequence"
)

var errIncomplete = errors.New("the answer has a hole or no end")

// getBatch is one request of a scan. jetstreamext ends silently when time runs out and would show a lost message as none, so both are
// checked here: each message names its predecessor, and the last one says how many the replica has beyond it.
func getBatch(ctx context.Context, js jetstream.JetStream, config Config, stream string, from ...jetstreamext.GetBatchOpt) iter.Seq2[*jetstream.RawStreamMsg, error] {
	return func(yield func(*jetstream.RawStreamMsg, error) bool) {
		ctx, cancel := context.WithTimeout(ctx, config.RequestTimeout)
		defer cancel()
		messages, err := jetstreamext.GetBatch(ctx, js, stream, scanBatch, from...)
		if err != nil {
			yield(nil, err)
			return
		}
		previous, answered := uint64(0), false
		for raw, err := range messages {
			if err == nil && raw.Header.Get(hdrPrevious) != strconv.FormatUint(previous, 10) {
				err = fmt.Errorf("%w: after %d", errIncomplete, previous)
			}
			if !yield(raw, err) || err != nil {
				return
			}
			previous, answered = raw.Sequence, true
		}
		if !answered {
			yield(nil, fmt.Errorf("%w: nothing came", errIncomplete))
		}
	}
}
