package live

import (
	"context"
	"errors"
	"fmt"
	"time"

	"domainflow/eventstore"
)

// receive answers one frame of the client.
func (s *session) receive(frame []byte) {
	if !s.frames.Allow() {
		s.end(closeTooMany, fmt.Sprintf("at most %d frames a second", maxFramesPerSec))
		return
	}
	r, err := parse(frame)
	if err != nil {
		s.end(closeMalformed, "not a JSON object of the feed")
		return
	}
	switch r.Type {
	case "subscribe":
		s.subscribe(r)
	case "unsubscribe":
		s.unsubscribe(r.ID)
	case "ping":
		s.say("pong", pong{Nonce: r.Nonce})
	default:
		s.end(closeMalformed, "unknown type")
	}
}

// Codes of error messages; the connection goes on after them.
const (
	codeValidation  = "VALIDATION_ERROR"
	codeNotFound    = "NOT_FOUND"
	codeInUse       = "SUBSCRIPTION_EXISTS"
	codeUnavailable = "UNAVAILABLE"
)

func (s *session) refuse(id, code, message string) {
	s.say("error", problem{ID: id, Code: code, Message: message})
}

func (s *session) subscribe(r request) {
	if err := r.check(); err != nil {
		s.refuse(r.ID, codeValidation, err.Error())
		return
	}
	if reason := s.full(r); reason != "" {
		s.end(closeTooMany, reason)
		return
	}
	ctx, cancel := context.WithTimeout(s.ctx, lookupTimeout)
	defer cancel()
	head, err := s.look(ctx, r)
	switch {
	case errors.Is(err, eventstore.ErrNotFound):
		s.refuse(r.ID, codeNotFound, "no campaign that you may read has one of these ids")
		return
	case err != nil:
		s.refuse(r.ID, codeUnavailable, "the event store does not answer; try again")
		return
	}
	since, err := r.since(head)
	if err != nil {
		s.refuse(r.ID, codeValidation, err.Error())
		return
	}
	if since > head {
		s.say("resync_required", resync{ID: r.ID, Reason: "ahead_of_log", ResumeFrom: head})
		return
	}
	ends, stop := context.WithCancel(s.ctx)
	s.begin(&subscription{
		id: r.ID, selection: r.selection(), cursor: since, head: head, ctx: ends, stop: stop,
	})
}

// full says which limit of a connection the request would exceed.
func (s *session) full(r request) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	campaigns := len(r.CampaignIDs)
	for _, sub := range s.subscriptions {
		campaigns += len(sub.campaigns)
	}
	switch {
	case len(s.subscriptions) >= maxSubscriptions:
		return fmt.Sprintf("at most %d subscriptions", maxSubscriptions)
	case campaigns > maxCampaigns:
		return fmt.Sprintf("at most %d campaigns", maxCampaigns)
	}
	return ""
}

// look finds the end of the log and that every campaign exists.
func (s *session) look(ctx context.Context, r request) (head uint64, err error) {
	for _, id := range r.CampaignIDs {
		loaded, err := s.feed.campaigns.Load(ctx, id)
		if err != nil {
			return 0, err
		}
		if loaded.Sequence == 0 {
			return 0, eventstore.ErrNotFound
		}
	}
	head, _, err = s.feed.store.Last(ctx)
	return head, err
}

// begin adds a subscription. Its answer is queued first, so that no event of
// it precedes the answer.
func (s *session) begin(sub *subscription) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.subscriptions[sub.id] != nil {
		sub.stop()
		s.controls = append(s.controls, control("error", time.Now(),
			problem{ID: sub.id, Code: codeInUse, Message: "a subscription of this connection has that id"}))
	} else {
		s.controls = append(s.controls, control("subscribed", time.Now(),
			subscribed{ID: sub.id, Since: sub.cursor, HeadSequence: sub.head}))
		s.subscriptions[sub.id] = sub
	}
	s.stir()
}

func (s *session) unsubscribe(id string) {
	s.mu.Lock()
	if sub := s.subscriptions[id]; sub != nil {
		sub.stop()
		delete(s.subscriptions, id)
	}
	s.mu.Unlock()
	s.say("unsubscribed", unsubscribed{ID: id})
}
