package live

import (
	"context"
	"strings"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// progressType is the one message type that is neither event nor control.
const progressType = "campaign.progress"

// selection is what a subscription wants; it never changes.
type selection struct {
	campaigns map[string]bool
	types     []string
}

func (r request) selection() selection {
	s := selection{types: r.Types}
	if len(r.CampaignIDs) > 0 {
		s.campaigns = map[string]bool{}
		for _, id := range r.CampaignIDs {
			s.campaigns[id] = true
		}
	}
	return s
}

// wants says whether an event belongs to the subscription. Without types and
// campaigns it wants everything but results.
func (s selection) wants(e eventstore.Recorded) bool {
	switch e.Ref.Category {
	case "pattern", "claim":
		// Bookkeeping of the domain, of no use to anybody outside.
		return false
	}
	if s.campaigns != nil && (e.Ref.Category != campaign.Category || !s.campaigns[e.Ref.ID]) {
		return false
	}
	if len(s.types) == 0 {
		return e.Part == nil || s.campaigns != nil
	}
	return s.named(e.Name())
}

// wantsProgress says whether the progress of a campaign belongs to it.
func (s selection) wantsProgress(id string) bool {
	if s.campaigns != nil && !s.campaigns[id] {
		return false
	}
	return len(s.types) == 0 || s.named(progressType)
}

func (s selection) named(name string) bool {
	for _, t := range s.types {
		if t == name {
			return true
		}
		if category, ok := strings.CutSuffix(t, ".*"); ok && strings.HasPrefix(name, category+".") {
			return true
		}
	}
	return false
}

// patterns selects at the log what the subscription wants, or a little more.
func (s selection) patterns() []eventstore.Pattern {
	var out []eventstore.Pattern
	for id := range s.campaigns {
		out = append(out, eventstore.RefFilter(eventstore.Ref{Category: campaign.Category, ID: id}))
	}
	return out
}

// subscription is a selection with a cursor.
type subscription struct {
	id string
	selection
	// cursor: everything up to this sequence was sent or is not wanted.
	cursor uint64
	// head is where the log ended when it subscribed; caughtUp is sent once
	// the cursor has passed it.
	head     uint64
	caughtUp bool
	// shown is the version of the latest progress that was sent.
	shown uint64
	// replaying: the cursor is moved by a reader of the log, not by the ring.
	replaying bool
	// ctx ends with the subscription.
	ctx  context.Context
	stop context.CancelFunc
}
