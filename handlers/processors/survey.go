package processors

import (
	"context"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// surveyed is a campaign as its lifecycle events tell it.
type surveyed struct {
	created uint64
	last    place
	state   campaign.State
}

// over says that it will never work again.
func (s *surveyed) over() bool { return s.state.Status.Ended() || s.state.Deleted }

// survey reads the lifecycle of every campaign up to head: few events, which
// tell whose results have to be read.
func survey(ctx context.Context, store *eventstore.Store, head uint64) (map[string]*surveyed, error) {
	known := map[string]*surveyed{}
	if head == 0 {
		return known, nil
	}
	filter := eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.LifecycleFilter(campaign.Category)}, UpTo: head}
	err := store.Follow(ctx, 0, filter, func(r eventstore.Recorded) error {
		e, err := r.Decode()
		if err != nil {
			return err
		}
		s := known[r.Ref.ID]
		if s == nil {
			s = &surveyed{created: r.Sequence}
			known[r.Ref.ID] = s
		}
		s.state, s.last = campaign.Decider.Evolve(s.state, e.(campaign.Event)), placeOf(r)
		return nil
	})
	return known, err
}

// begin notes the unfinished campaigns and their sources and says after which
// sequence their results have to be read.
func (f *fold) begin(known map[string]*surveyed, head uint64) (after uint64) {
	after = head
	needed := map[string]*surveyed{}
	for id, s := range known {
		if !s.over() {
			needed[id] = s
			if source := known[s.state.Source()]; source != nil {
				needed[s.state.Source()] = source
			}
		}
	}
	// Runs first, without their status, so that an ended source is not
	// forgotten before its followers are known, whatever the order.
	for id, s := range needed {
		f.runs[id] = newRun(id)
		after = min(after, s.created-1)
	}
	for id, s := range needed {
		if !s.over() {
			f.lifecycle(id, s.state, s.last)
		}
	}
	for id, s := range needed {
		if s.over() {
			f.runs[id].become(s.state, s.last)
		}
	}
	return after
}
