// Package pattern decides who may generate which names of a name space.
//
// A generation config in canonical form ([Config]) spans a space of names;
// its hash is the id of the aggregate, so equal configs share one space,
// however they were written. The aggregate hands out ranges of offsets, each
// beginning where the last one ended, and never takes one back:
//
//	0 ...... from ---- campaign A ---- to = from ---- campaign B ---- to = Next ... Size
package pattern

import (
	"slices"

	"domainflow/domain"
)

// Category is the word for patterns in subjects and type names.
const Category = "pattern"

// State is what was handed out so far.
type State struct {
	// Next is the first offset that nobody has.
	Next domain.Big
	// Ranges in the order of their offsets, without gaps, from 0 to Next.
	Ranges []Range
}

// Range is the offsets a campaign has, for ever. To is exclusive.
type Range struct {
	CampaignID string
	From       domain.Big
	To         domain.Big
}

// Of is the range of a campaign, if it has one.
func (s State) Of(campaign string) (Range, bool) {
	i := slices.IndexFunc(s.Ranges, func(r Range) bool { return r.CampaignID == campaign })
	if i < 0 {
		return Range{}, false
	}
	return s.Ranges[i], true
}

// Command is [Reserve].
type Command interface{ decide(State) ([]Event, error) }

// Event is [RangeReserved].
type Event interface {
	domain.Event
	evolve(State) State
}

// Decider is the pattern aggregate.
var Decider = domain.Decider[State, Command, Event]{
	Decide: func(s State, c Command) ([]Event, error) { return c.decide(s) },
	Evolve: func(s State, e Event) State { return e.evolve(s) },
}

// Events lists a zero value of every type that patterns ever wrote.
var Events = []domain.Event{RangeReserved{}}
