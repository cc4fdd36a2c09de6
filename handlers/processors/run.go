package processors

import (
	"time"

	"domainflow/domain"
	"domainflow/domain/campaign"
)

// unitSize is how many offsets a unit of generation has.
const unitSize = 1000

// run is what the dispatcher knows about one campaign.
type run struct {
	id     string
	typ    campaign.Type
	status campaign.Status
	// deleted is the sequence of the event that deleted it, 0 for none: what is
	// recorded after that is ignored.
	deleted uint64
	source  *run
	// followers are the unfinished campaigns of which this is the source.
	followers map[*run]struct{}
	// chunks is the number of units of a generation campaign.
	chunks int
	// emitted are its result messages that are units for followers, in the
	// order in which the log has them.
	emitted []key
	// done has the units whose last part is stored.
	done map[key]struct{}
	// out has the units that are on the queue or leased, and since when; the
	// zero time wants the unit to be put on the queue again at once.
	out map[key]time.Time
	// next is the place of the first unit that was never put out since the
	// run last began; all before it are done or out.
	next int
	// waiting: it stands in the lane of its step.
	waiting bool
	// counts are the campaign's own results by status.
	counts domain.Counts
	// completing is when Complete was last issued.
	completing time.Time
	// cause is the id of the last event after which it may have had nothing
	// left to do.
	cause string
	// heard is when this process learned of its last event. It is kept for
	// lists only, whose upload may have broken off unseen.
	heard time.Time
}

func newRun(id string) *run {
	return &run{
		id: id, followers: map[*run]struct{}{}, done: map[key]struct{}{}, out: map[key]time.Time{}, counts: domain.Counts{},
	}
}

func (r *run) running() bool { return r.status == campaign.StatusRunning }

// over says that it will never work again.
func (r *run) over() bool { return r.status.Ended() || r.deleted > 0 }

// become takes over what the lifecycle events led to, the last of them at that
// place.
func (r *run) become(s campaign.State, at place) {
	r.typ, r.status, r.cause = s.Type, s.Status, at.event
	if s.Deleted {
		r.deleted = at.sequence
	}
	if s.Range != nil {
		r.chunks = int((s.Range.Len() + unitSize - 1) / unitSize)
	}
}

// record notes one result message and says whether it is a unit for followers.
func (r *run) record(own key, part int, last bool, counts domain.Counts) (emits bool) {
	r.counts.Add(counts)
	if last {
		r.done[own] = struct{}{}
	}
	switch {
	case r.makesNames() && counts[campaign.NameGenerated] > 0:
		r.emitted = append(r.emitted, own)
	case r.typ == campaign.DNS && counts[string(campaign.DNSResolved)] > 0:
		r.emitted = append(r.emitted, key{chunk: own.chunk, part: part})
	default:
		return false
	}
	return true
}

// makesNames says that its results are names, to be resolved.
func (r *run) makesNames() bool { return r.typ == campaign.Generation || r.typ == campaign.List }

// units is how many units are known by now.
func (r *run) units() int {
	switch {
	case r.typ == campaign.Generation:
		return r.chunks
	case r.source == nil:
		return 0
	}
	return len(r.source.emitted)
}

// unit is the unit at place i.
func (r *run) unit(i int) key {
	if r.typ == campaign.Generation {
		return key{chunk: i, part: -1}
	}
	return r.source.emitted[i]
}

// take finds the next unit to put out.
func (r *run) take() (key, bool) {
	for r.next < r.units() {
		k := r.unit(r.next)
		r.next++
		_, done := r.done[k]
		if _, out := r.out[k]; !done && !out {
			return k, true
		}
	}
	return key{}, false
}

// finished says why the run has nothing left to do, "" while it has. All
// results of a completed source precede its end in the log; what a cancelled
// one still records after its end is followed as long as the run goes on.
func (r *run) finished() campaign.CompletionReason {
	if !r.running() || len(r.done) < r.units() {
		return ""
	}
	switch {
	case r.typ == campaign.Generation:
		return campaign.AllDone
	case r.source == nil:
		return ""
	case r.source.status == campaign.StatusCompleted:
		return campaign.AllDone
	case r.source.status == campaign.StatusFailed:
		return campaign.SourceFailed
	case r.source.over(): // cancelled, or deleted before it ran
		return campaign.SourceCancelled
	}
	return ""
}
