package live

import "time"

// sendBatch is how many events a cursor passes at a time.
const sendBatch = 64

// send moves everything that can move and says whether something did.
func (s *session) send() (moved bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return false
	}
	if s.sendControls() {
		moved = true
	}
	if len(s.controls) > 0 {
		// Events come after the answer to their subscription.
		return moved
	}
	for _, sub := range s.subscriptions {
		if !sub.replaying && s.advance(sub) {
			moved = true
		}
	}
	return s.sendProgress() || moved
}

func (s *session) sendControls() (moved bool) {
	for len(s.controls) > 0 && s.outbox.room() {
		s.outbox.put(s.controls[0])
		s.controls = s.controls[1:]
		moved = true
	}
	return moved
}

// advance moves the cursor of one subscription through the ring.
func (s *session) advance(sub *subscription) (moved bool) {
	events, ok := s.feed.ring.after(sub.cursor, sendBatch)
	if !ok {
		s.fallBack(sub)
		return true
	}
	for _, e := range events {
		if sub.wants(e.event) {
			if !s.outbox.room() {
				s.judge(sub)
				return moved
			}
			if !s.sendEvent(sub, e) {
				return moved
			}
		}
		sub.cursor = e.event.Sequence
		moved = true
	}
	return s.sayCaughtUp(sub) || moved
}

// sendEvent sends one event; an event that cannot be rendered ends the
// connection, since leaving it out would be a silent gap.
func (s *session) sendEvent(sub *subscription, e *entry) bool {
	frame, err := s.feed.frameOf(e, sub.id)
	if err != nil {
		s.feed.log.Error("an event cannot be shown", "sequence", e.event.Sequence, "error", err)
		s.endNow(closeBroken, "an event cannot be shown")
		return false
	}
	s.outbox.put(frame)
	return true
}

// judge ends a client that has no room for what it wants and is too far
// behind.
func (s *session) judge(sub *subscription) {
	events, bytes := s.feed.ring.lag(sub.cursor)
	if events >= maxBehindEvents || bytes > maxBehindBytes {
		s.endSlow(sub.cursor)
	}
}

// fallBack deals with a cursor that the ring has left behind: a client that
// still has messages waiting is too slow; one that is only starting, or has
// read everything, is brought up from the log.
func (s *session) fallBack(sub *subscription) {
	if sub.caughtUp && !s.outbox.room() {
		s.endSlow(sub.cursor)
		return
	}
	sub.replaying = true
	s.replays.Go(func() { s.replay(sub) })
}

func (s *session) sayCaughtUp(sub *subscription) bool {
	if sub.caughtUp || sub.cursor < sub.head || !s.outbox.room() {
		return false
	}
	sub.caughtUp = true
	s.outbox.put(control("caught_up", time.Now(), caughtUp{ID: sub.id, Sequence: sub.cursor}))
	return true
}

// sendProgress sends the progress that changed since the client was last
// told. What there is no room for now is replaced by what is newer then.
func (s *session) sendProgress() (moved bool) {
	for _, sub := range s.subscriptions {
		if !sub.caughtUp {
			continue
		}
		for _, p := range s.feed.progress.after(sub.shown) {
			if !s.outbox.room() {
				return moved
			}
			if sub.wantsProgress(p.campaign) {
				s.outbox.put(withSubscription(p.frame, sub.id))
			}
			sub.shown, moved = p.version, true
		}
	}
	return moved
}
