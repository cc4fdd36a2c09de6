package live

import (
	"context"
	"errors"
	"time"

	"domainflow/eventstore"
)

// stalled is how long a replay waits for a client that takes nothing. It
// holds one of few places.
const stalled = 30 * time.Second

var errStalled = errors.New("live: the client takes nothing")

// replay moves a cursor through the log until it is in the ring again. What
// the ring has by then follows without a gap: the replay ends at a sequence
// that the ring knows.
func (s *session) replay(sub *subscription) {
	ctx := sub.ctx
	select {
	case s.feed.catchUps <- struct{}{}:
		defer func() { <-s.feed.catchUps }()
	case <-ctx.Done():
		return
	}
	_, end := s.feed.ring.span()
	err := s.readLog(ctx, sub, end)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return
	case errors.Is(err, errStalled):
		s.endSlow(sub.cursor)
		return
	case err != nil:
		s.feed.log.Warn("a replay failed", "subscription", sub.id, "error", err)
		s.endNow(closeBroken, "the log cannot be read; resume later")
		return
	}
	sub.cursor, sub.replaying = max(sub.cursor, end), false
	s.stir()
}

func (s *session) readLog(ctx context.Context, sub *subscription, upTo uint64) error {
	if upTo <= sub.cursor {
		return nil
	}
	filter := eventstore.Filter{Subjects: sub.patterns(), UpTo: upTo}
	return s.feed.store.Follow(ctx, sub.cursor, filter, func(e eventstore.Recorded) error {
		if sub.wants(e) {
			if err := s.waitForRoom(ctx); err != nil {
				return err
			}
			body, err := s.feed.render(e)
			if err != nil {
				return err
			}
			if !s.putIfWanted(sub, withSubscription(body, sub.id)) {
				return context.Canceled
			}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		sub.cursor = e.Sequence
		return nil
	})
}

// putIfWanted sends unless the client has unsubscribed meanwhile.
func (s *session) putIfWanted(sub *subscription, frame []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended || s.subscriptions[sub.id] != sub {
		return false
	}
	s.outbox.put(frame)
	return true
}

func (s *session) waitForRoom(ctx context.Context) error {
	deadline := time.NewTimer(stalled)
	defer deadline.Stop()
	for {
		freed := s.outbox.news()
		if s.outbox.room() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-deadline.C:
			return errStalled
		case <-freed:
		}
	}
}
