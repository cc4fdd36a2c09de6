package processors

import (
	"maps"
	"time"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

const (
	// perCampaign is how many units of one campaign are out at most, so that
	// one of ten million names cannot starve one of ten.
	perCampaign = 8
	// perStep is how many units of one step are out at most, over all
	// campaigns.
	perStep = 128
)

// fold is the dispatcher's memory: EVENTS applied in order, headers only. An
// event costs what it changes, however many campaigns there are.
type fold struct {
	runs  map[string]*run
	lanes map[Step]*lane
	// settled are the runs that may have nothing left to do.
	settled map[*run]struct{}
	// stopped are the runs whose units have to leave the queue.
	stopped map[*run]struct{}
}

// lane is the runs of one step that may have a unit to put out, in turn, and
// how many units of the step are out.
type lane struct {
	waiting []*run
	out     int
}

func newFold() *fold {
	f := &fold{runs: map[string]*run{}, lanes: map[Step]*lane{}, settled: map[*run]struct{}{}, stopped: map[*run]struct{}{}}
	for _, step := range Steps {
		f.lanes[step] = &lane{}
	}
	return f
}

// place is where an event stands in the log, and its id.
type place struct {
	sequence uint64
	event    string
}

func placeOf(e eventstore.Recorded) place { return place{e.Sequence, e.ID} }

// lifecycle applies the lifecycle event at a place: after is the state it led
// to. A source must be known before its follower.
func (f *fold) lifecycle(id string, after campaign.State, at place) {
	r := f.runs[id]
	if r == nil {
		r = newRun(id)
		f.runs[id] = r
	}
	before, was := r.status, r.deleted > 0
	r.become(after, at)
	if r.source == nil && !r.over() {
		if r.source = f.runs[after.Source()]; r.source != nil {
			r.source.followers[r] = struct{}{}
		}
	}
	if r.status != before || after.Deleted != was {
		f.changed(r, before)
	}
}

// changed draws the consequences of a new status.
func (f *fold) changed(r *run, before campaign.Status) {
	if l := f.lanes[stepOf(r.typ)]; l != nil {
		l.out -= len(r.out)
	}
	clear(r.out)
	r.next, r.completing = 0, time.Time{}
	if before == campaign.StatusRunning {
		f.stopped[r] = struct{}{}
	}
	f.wait(r)
	f.settled[r] = struct{}{}
	if !r.over() {
		return
	}
	for follower := range r.followers {
		follower.cause = r.cause
		f.settled[follower] = struct{}{}
	}
	if r.source != nil {
		delete(r.source.followers, r)
		f.forget(r.source)
		r.source = nil
	}
	f.forget(r)
}

// forget drops a campaign that is over and that no unfinished one follows.
func (f *fold) forget(r *run) {
	if r.over() && len(r.followers) == 0 {
		delete(f.runs, r.id)
	}
}

// wait gives a run a place at the end of its lane.
func (f *fold) wait(r *run) {
	l := f.lanes[stepOf(r.typ)]
	if l == nil || r.waiting || !r.running() {
		return
	}
	r.waiting = true
	l.waiting = append(l.waiting, r)
}

// result applies a result event. Results of unknown campaigns, finished ones
// that nobody follows, and of deleted ones are passed over.
func (f *fold) result(e eventstore.Recorded) {
	r := f.runs[e.Ref.ID]
	if r == nil || r.deleted > 0 && e.Sequence > r.deleted {
		return
	}
	own, err := parseKey(e.Part.Unit)
	if err != nil {
		return
	}
	if r.record(own, e.Part.Number, e.Part.Last, e.Counts) {
		for follower := range r.followers {
			f.wait(follower)
		}
	}
	if !e.Part.Last {
		return
	}
	if _, out := r.out[own]; out {
		delete(r.out, own)
		f.lanes[stepOf(r.typ)].out--
	}
	f.wait(r)
	r.cause = e.ID
	f.settled[r] = struct{}{}
}

// take lists the units of a step to put out now, one of each run in turn,
// until the window is full, and notes them as out.
func (f *fold) take(step Step, now time.Time) []unit {
	var units []unit
	l := f.lanes[step]
	for l.out < perStep && len(l.waiting) > 0 {
		r := l.waiting[0]
		l.waiting = l.waiting[1:]
		r.waiting = false
		if !r.running() || len(r.out) >= perCampaign {
			continue // it waits again when it resumes, or when one of its units is done
		}
		k, ok := r.take()
		if !ok {
			continue // it waits again when its source has more
		}
		r.out[k] = now
		l.out++
		f.wait(r)
		units = append(units, unit{step: step, campaign: r.id, key: k})
	}
	return units
}

// overdue lists the units that are out since limit or longer, and notes them
// as out since now.
func (f *fold) overdue(limit, now time.Time) []unit {
	var units []unit
	for _, r := range f.runs {
		for k, since := range r.out {
			if !since.After(limit) {
				r.out[k] = now
				units = append(units, unit{step: stepOf(r.typ), campaign: r.id, key: k})
			}
		}
	}
	return units
}

// lost notes that a unit which should be out could not be put on the queue.
func (f *fold) lost(u unit) {
	if r := f.runs[u.campaign]; r != nil {
		if _, out := r.out[u.key]; out {
			r.out[u.key] = time.Time{}
		}
	}
}

// emptied notes that nothing of what should be out is on the queue.
func (f *fold) emptied() {
	for _, r := range f.runs {
		for k := range r.out {
			r.out[k] = time.Time{}
		}
	}
}

// completion is the end of one campaign.
type completion struct {
	id      string
	command campaign.Complete
	// cause is the id of the event that left nothing to do.
	cause string
}

// complete lists the runs among the settled that have nothing left to do.
func (f *fold) complete(now time.Time) []completion {
	var list []completion
	for r := range f.settled {
		if reason := r.finished(); reason != "" {
			r.completing = now
			command := campaign.Complete{Reason: reason, Units: r.units(), Counts: maps.Clone(r.counts)}
			list = append(list, completion{r.id, command, r.cause})
		}
	}
	clear(f.settled)
	return list
}

// unanswered settles once more the runs whose Complete was issued at limit or
// earlier and that still run.
func (f *fold) unanswered(limit time.Time) {
	for _, r := range f.runs {
		if r.running() && !r.completing.IsZero() && !r.completing.After(limit) {
			f.settled[r] = struct{}{}
		}
	}
}

// drops lists what has to leave the queue. A run that resumed meanwhile keeps
// what it has there.
func (f *fold) drops() []*run {
	var list []*run
	for r := range f.stopped {
		if !r.running() {
			list = append(list, r)
		}
	}
	clear(f.stopped)
	return list
}

// isRunning says whether a campaign may have units on the queue.
func (f *fold) isRunning(id string) bool {
	r := f.runs[id]
	return r != nil && r.running()
}
