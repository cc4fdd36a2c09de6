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
	for !s.controls.empty() && s.outbox.room() {
		s.outbox.put(s.controls.next())
		moved = true
	}
	if !s.controls.empty() {
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

// shows says whether a client gets an event by a subscription.
func (s *session) shows(sub *subscription, e *entry) bool {
	return sub.wants(e.event) && e.audience.includes(s.caller.Load())
}

// advance moves the cursor of one subscription through the ring.
func (s *session) advance(sub *subscription) (moved bool) {
	events, ok := s.feed.ring.after(sub.cursor, sendBatch)
	if !ok {
		s.fallBack(sub)
		return true
	}
	for _, e := range events {
		if s.shows(sub, e) {
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
	sub.live = sub.live || len(events) < sendBatch
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
	sub.lag.sent(e)
	return true
}

// judge ends a client that has no room for what it wants and is too far
// behind. Every event is counted once, however often it is judged.
func (s *session) judge(sub *subscription) {
	if !sub.live {
		return
	}
	b, l := s.feed.bounds, &sub.lag
	l.upTo = max(l.upTo, sub.cursor)
	for {
		events, ok := s.feed.ring.after(l.upTo, sendBatch)
		if !ok || len(events) == 0 {
			return
		}
		for _, e := range events {
			l.upTo = e.event.Sequence
			if s.shows(sub, e) {
				l.add(e)
			}
		}
		if l.events >= b.behindEvents || l.bytes > b.behindBytes {
			s.endSlow()
			return
		}
	}
}

// fallBack brings a cursor that the ring has left behind up from the log.
func (s *session) fallBack(sub *subscription) {
	sub.replaying, sub.live, sub.lag = true, false, lag{}
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
// told. What there is no room for now is replaced by what is newer then. It
// comes after the events it reflects: whoever resumes from its sequence
// misses nothing.
func (s *session) sendProgress() (moved bool) {
	for _, sub := range s.subscriptions {
		if !sub.caughtUp {
			continue
		}
		for _, p := range s.feed.progress.after(sub.shown) {
			if p.sequence > sub.cursor || !s.outbox.room() {
				break
			}
			if sub.wantsProgress(p.campaign) && p.audience.includes(s.caller.Load()) {
				s.outbox.put(withSubscription(p.frame, sub.id))
			}
			sub.shown, moved = p.version, true
		}
	}
	return moved
}
