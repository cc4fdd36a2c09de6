package live

import (
	"context"
	"fmt"
	"strings"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
	"domainflow/handlers/people"
)

// progressType is the one message type that is neither event nor control.
const progressType = "campaign.progress"

// selection is what a subscription wants; it never changes. nil does not
// narrow.
type selection struct {
	campaigns map[string]bool
	types     map[string]bool
	// owners are those of the campaigns.
	owners map[string]bool
}

func (r request) selection(owners []string) selection {
	return selection{campaigns: setOf(r.CampaignIDs), types: setOf(r.Types), owners: setOf(owners)}
}

// barred says what of that, asked for by name, is not the caller's to read;
// nil for nothing. Whoever asks for everything gets what they may read.
func (s selection) barred(c *people.Caller) *problem {
	for owner := range s.owners {
		if !ofOwner(owner).includes(c) {
			return &problem{Code: codeNotFound, Message: unreadable}
		}
	}
	for t := range s.types {
		category, _, _ := strings.Cut(t, ".")
		if lacking := needs[category].Without(c.Permissions); lacking != 0 {
			return &problem{Code: codeForbidden, Message: fmt.Sprintf("%s.* needs the permission %s", category, lacking.List()[0])}
		}
	}
	return nil
}

func setOf(words []string) map[string]bool {
	if len(words) == 0 {
		return nil
	}
	set := map[string]bool{}
	for _, w := range words {
		set[w] = true
	}
	return set
}

// wants says whether an event belongs to the subscription. Without types and
// campaigns it wants everything but results.
func (s selection) wants(e eventstore.Recorded) bool {
	switch e.Ref.Category {
	case "pattern", "claim", "role":
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
	category, _, _ := strings.Cut(name, ".")
	return s.types[name] || s.types[category+".*"]
}

// patterns selects at the log what the subscription wants, or a little more.
func (s selection) patterns() []eventstore.Pattern {
	var out []eventstore.Pattern
	for id := range s.campaigns {
		out = append(out, eventstore.RefFilter(eventstore.Ref{Category: campaign.Category, ID: id}))
	}
	if out != nil {
		return out
	}
	for t := range s.types {
		category, word, _ := strings.Cut(t, ".")
		switch {
		case word == "*":
			out = append(out, eventstore.CategoryFilter(category))
		case !s.types[category+".*"]:
			out = append(out, eventstore.TypeFilter(category, word), eventstore.PartFilter(category, word))
		}
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
	// live: it has been at the end of the ring since it was last replayed.
	// What it missed before is no sign of a slow client.
	live bool
	lag  lag
	// ctx ends with the subscription.
	ctx  context.Context
	stop context.CancelFunc
}

// lag is what the client wants and has no room for: of the events after the
// cursor, those up to a sequence are counted.
type lag struct {
	upTo   uint64
	events int
	bytes  int64
}

func (l *lag) add(e *entry) {
	l.events++
	l.bytes += int64(len(e.event.Data))
}

// sent takes back an event that was counted.
func (l *lag) sent(e *entry) {
	if e.event.Sequence <= l.upTo {
		l.events--
		l.bytes -= int64(len(e.event.Data))
	}
}
