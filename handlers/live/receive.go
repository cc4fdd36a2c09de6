package live

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// receive answers one frame of the client.
func (s *session) receive(frame []byte) {
	s.heard()
	if !s.frames.Allow() {
		s.end(closeTooMany, fmt.Sprintf("at most %d frames a second", maxFramesPerSec))
		return
	}
	r, err := parse(frame)
	if errors.Is(err, errMalformed) {
		s.end(closeMalformed, "not a JSON object with a type")
		return
	}
	switch r.Type {
	case "subscribe":
		s.subscribe(r, err)
	case "unsubscribe":
		s.unsubscribe(r, err)
	case "ping":
		s.answer(r, err)
	default:
		s.end(closeMalformed, "unknown type")
	}
}

func (s *session) answer(r request, err error) {
	if err != nil {
		s.refuse(r.ID, codeValidation, err.Error())
		return
	}
	s.say("pong", pong{Nonce: r.Nonce})
}

// Codes of error messages; the connection goes on after them.
const (
	codeValidation  = "VALIDATION_ERROR"
	codeNotFound    = "NOT_FOUND"
	codeForbidden   = "FORBIDDEN"
	codeInUse       = "SUBSCRIPTION_EXISTS"
	codeUnavailable = "UNAVAILABLE"
)

// unreadable does not tell what is not there from what is somebody else's.
const unreadable = "no campaign that you may read has one of these ids"

func (s *session) refuse(id, code, message string) {
	s.say("error", problem{ID: id, Code: code, Message: message})
}

func (s *session) subscribe(r request, err error) {
	if err == nil {
		err = r.check()
	}
	if err != nil {
		s.refuse(r.ID, codeValidation, err.Error())
		return
	}
	if reason := s.full(r); reason != "" {
		s.end(closeTooMany, reason)
		return
	}
	head, owners, err := s.look(s.ctx, r)
	chosen := r.selection(owners)
	barred := chosen.barred(s.caller.Load())
	switch {
	case errors.Is(err, eventstore.ErrNotFound):
		s.refuse(r.ID, codeNotFound, unreadable)
		return
	case err != nil:
		s.refuse(r.ID, codeUnavailable, "the event store does not answer; try again")
		return
	case barred != nil:
		s.refuse(r.ID, barred.Code, barred.Message)
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
		id: r.ID, selection: chosen, cursor: since, head: head, ctx: ends, stop: stop,
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

// lookups is how many campaigns are looked up at once.
const lookups = 16

// lookupTimeout bounds how long a subscription waits for the log.
const lookupTimeout = 5 * time.Second

// look finds the end of the log and whose every campaign is.
func (s *session) look(ctx context.Context, r request) (head uint64, owners []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(lookups)
	owners = make([]string, len(r.CampaignIDs))
	for i, id := range r.CampaignIDs {
		group.Go(func() (err error) {
			owners[i], err = s.feed.owners.of(groupCtx, eventstore.Ref{Category: campaign.Category, ID: id})
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return 0, nil, err
	}
	head, _, err = s.feed.store.Last(ctx)
	return head, owners, err
}

// begin adds a subscription. Its answer is queued first, so that no event of
// it precedes the answer. Progress of earlier moments is not shown; that of
// now is, so that whoever comes after the end of a run sees how it ended.
func (s *session) begin(sub *subscription) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.subscriptions[sub.id] != nil {
		sub.stop()
		s.sayNow("error", problem{ID: sub.id, Code: codeInUse, Message: "a subscription of this connection has that id"})
		return
	}
	if sub.barred(s.caller.Load()) != nil { // since it was looked up
		sub.stop()
		s.endForbidden()
		return
	}
	s.sayNow("subscribed", subscribed{ID: sub.id, Since: sub.cursor, HeadSequence: sub.head})
	s.subscriptions[sub.id] = sub
	sub.shown = s.feed.progress.now()
	for id := range sub.campaigns {
		if sub.wantsProgress(id) {
			s.feed.progress.mark(id)
		}
	}
}

func (s *session) unsubscribe(r request, err error) {
	if err == nil && r.ID == "" {
		err = invalidf("id is needed")
	}
	if err != nil {
		s.refuse(r.ID, codeValidation, err.Error())
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if sub := s.subscriptions[r.ID]; sub != nil {
		sub.stop()
		delete(s.subscriptions, r.ID)
	}
	s.sayNow("unsubscribed", unsubscribed{ID: r.ID})
}
