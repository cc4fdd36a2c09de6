package live

import (
	"context"
	"maps"
	"slices"
	"time"

	"domainflow/handlers/people"
)

// watchRights lets what changes for a caller act on open connections: at once
// where an event says so, else within [bounds.recheck], as when a key expires.
// It asks nothing but memory.
func (f *Feed) watchRights(ctx context.Context) error {
	tick := time.NewTicker(f.bounds.recheck)
	defer tick.Stop()
	for {
		_, moved := f.gate.Directory.Reached()
		f.each((*session).reconsider)
		select {
		case <-ctx.Done():
			return nil
		case <-moved:
		case <-tick.C:
		}
	}
}

// reconsider finds out what the caller may do by now.
func (s *session) reconsider() {
	before := s.caller.Load()
	now, err := s.feed.gate.Again(*before)
	switch {
	case err != nil:
		s.end(closeNobody, "the credential is not valid any more")
		return
	case now.MustChangePassword:
		s.end(closeForbidden, "the password has to be changed first")
		return
	case now != *before:
		s.adopt(&now)
	}
	if person, _ := s.feed.gate.Directory.Active(now.UserID); person.SessionsRevoked > s.revoked {
		s.revoked = person.SessionsRevoked
		select {
		case s.feed.revoked <- struct{}{}:
		default:
		}
	}
}

// adopt takes the rights that the caller has by now. What was counted for the
// old ones is counted anew.
func (s *session) adopt(now *people.Caller) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.caller.Store(now)
	for _, sub := range s.subscriptions {
		sub.lag = lag{}
		if sub.barred(now) != nil {
			s.endForbidden()
		}
	}
}

// endForbidden is for a client that would otherwise wait for what it named and
// never gets. Called with the lock.
func (s *session) endForbidden() {
	s.endNow(closeForbidden, "a subscription is no longer allowed")
}

// watchSessions ends connections whose session has ended, wherever and however
// it did. That is looked up each [bounds.recheck] and whenever an event says
// that one was revoked, in one query for all of them.
func (f *Feed) watchSessions(ctx context.Context) error {
	tick := time.NewTicker(f.bounds.recheck)
	defer tick.Stop()
	away := false
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-f.revoked:
		}
		err := f.endSessions(ctx)
		if err != nil && ctx.Err() == nil && !away {
			f.log.Warn("the sessions of open feeds cannot be looked up", "error", err)
		}
		away = err != nil
	}
}

// endSessions leaves all connections open when it fails.
func (f *Feed) endSessions(ctx context.Context) error {
	open := map[string][]*session{}
	f.each(func(s *session) {
		if id := s.caller.Load().SessionID; id != "" {
			open[id] = append(open[id], s)
		}
	})
	if len(open) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	ended, err := f.gate.Secrets.Ended(ctx, slices.Collect(maps.Keys(open)))
	for _, id := range ended {
		for _, s := range open[id] {
			s.end(closeNobody, "the session has ended")
		}
	}
	return err
}
