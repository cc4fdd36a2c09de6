package processors

import (
	"context"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// surveyed is a campaign as its lifecycle events tell it.
type surveyed struct {
	created uint64
	state   campaign.State
}

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
		s.state = campaign.Decider.Evolve(s.state, e.(campaign.Event))
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
		if !s.state.Status.Ended() {
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
		if !s.state.Status.Ended() {
			f.lifecycle(id, s.state)
		}
	}
	for id, s := range needed {
		if s.state.Status.Ended() {
			f.runs[id].become(s.state)
		}
	}
	return after
}
