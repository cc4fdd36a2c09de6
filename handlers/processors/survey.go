package processors

import "domainflow/domain/campaign"

// surveyed is a campaign as its lifecycle events tell it.
type surveyed struct {
	created uint64
	state   campaign.State
}

// begin notes the unfinished campaigns and their sources and says after which
// sequence their results have to be read.
func (f *fold) begin(known map[string]*surveyed, head uint64) (after uint64) {
	after = head
	var add func(id string)
	add = func(id string) {
		s := known[id]
		if s == nil || f.runs[id] != nil {
			return
		}
		// The source first: a run finds its source when it is noted.
		if !s.state.Status.Ended() {
			add(s.state.Source())
		}
		f.lifecycle(id, s.created, s.state)
		after = min(after, s.created-1)
	}
	for id, s := range known {
		if !s.state.Status.Ended() {
			add(id)
		}
	}
	return after
}
