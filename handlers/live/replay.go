package live

import (
	"context"
	"errors"
	"time"
)

// Why a reading of the log was left before its end.
var (
	errNoRoom = errors.New("live: the client takes nothing just now")
	errOver   = errors.New("live: the connection or the subscription has ended")
)

// replay moves a cursor through the log until it is in the ring again. What
// the ring has by then follows without a gap: the replay ends at a sequence
// that the ring knows. A client that reads slower than the log gives its
// place to others while it reads what it has.
func (s *session) replay(sub *subscription) {
	for {
		err := s.feed.sweeps.join(s, sub)
		if errors.Is(err, errNoRoom) {
			if err = s.waitFor(sub.ctx, s.outbox.empty, s.feed.bounds.stalled); err == nil {
				continue
			}
		}
		s.replayed(sub, err)
		return
	}
}

// replayed goes on in the ring, or ends the connection.
func (s *session) replayed(sub *subscription, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case sub.ctx.Err() != nil || errors.Is(err, errOver):
	case errors.Is(err, errNoRoom):
		s.endSlow()
	case err != nil:
		s.feed.log.Warn("a replay failed", "subscription", sub.id, "error", err)
		s.endNow(closeBroken, "the log cannot be read; resume later")
	default:
		sub.replaying = false
		s.stir()
	}
}

// pass moves the cursor, and sends the frame unless it is nil, in one step:
// the cursor never says less or more than what was sent.
func (s *session) pass(sub *subscription, sequence uint64, frame []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended || s.subscriptions[sub.id] != sub {
		return errOver
	}
	if frame != nil {
		s.outbox.put(frame)
	}
	sub.cursor = max(sub.cursor, sequence)
	return nil
}

// waitFor waits until the outbox is as wanted, and fails with errNoRoom after
// the time given.
func (s *session) waitFor(ctx context.Context, reached func() bool, patience time.Duration) error {
	if reached() {
		return nil
	}
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		freed := s.outbox.news()
		if reached() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-deadline.C:
			return errNoRoom
		case <-freed:
		}
	}
}
