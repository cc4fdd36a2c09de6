package processors

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// unitSize is how many offsets a unit of generation has.
const unitSize = 1000

// run is what the dispatcher knows about one campaign.
type run struct {
	id     string
	typ    campaign.Type
	status campaign.Status
	reason campaign.CompletionReason
	source *run
	// created is the sequence of the campaign's first event.
	created uint64
	// chunks is the number of units of a generation campaign.
	chunks int
	// emitted are its result messages that are units for followers, in the
	// order in which the log has them.
	emitted []key
	// done has the units whose last part is stored.
	done map[key]struct{}
	// out has the units that were put on the queue and when.
	out map[key]time.Time
	// next is the place of the first unit that was never put out since the
	// run last began; all before it are done or out.
	next int
	// counts are the campaign's own results by status.
	counts domain.Counts
	// completing is when Complete was last issued.
	completing time.Time
}

func newRun(id string) *run {
	return &run{id: id, done: map[key]struct{}{}, out: map[key]time.Time{}, counts: domain.Counts{}}
}

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

// finished says why the run has nothing left to do, "" while it has. All
// results of a source precede its end in the log, so a fold that has seen the
// end has seen every unit.
func (r *run) finished() campaign.CompletionReason {
	if r.status != campaign.StatusRunning || len(r.done) < r.units() {
		return ""
	}
	switch {
	case r.typ == campaign.Generation:
		return campaign.AllDone
	case r.source == nil:
		return ""
	case r.source.status == campaign.StatusCompleted:
		return campaign.AllDone
	case r.source.status == campaign.StatusCancelled:
		return campaign.SourceCancelled
	}
	return ""
}

// stop forgets what is out and what was asked for; the queue is emptied by
// the dispatcher.
func (r *run) stop() {
	clear(r.out)
	r.next, r.completing = 0, time.Time{}
}

// take finds the next unit to put out.
func (r *run) take() (key, bool) {
	for ; r.next < r.units(); r.next++ {
		k := r.unit(r.next)
		if _, done := r.done[k]; done {
			continue
		}
		if _, out := r.out[k]; out {
			continue
		}
		r.next++
		return k, true
	}
	return key{}, false
}

// fold is the dispatcher's memory: EVENTS applied in order, headers only.
type fold struct {
	runs map[string]*run
}

func newFold() *fold { return &fold{runs: map[string]*run{}} }

// lifecycle applies a lifecycle event: after is the state it led to.
func (f *fold) lifecycle(id string, sequence uint64, after campaign.State) *run {
	r := f.runs[id]
	if r == nil {
		r = newRun(id)
		r.created = sequence
		f.runs[id] = r
	}
	if r.status != after.Status {
		r.stop()
	}
	r.typ, r.status, r.reason = after.Type, after.Status, after.Reason
	if after.Range != nil {
		r.chunks = int((after.Range.Len() + unitSize - 1) / unitSize)
	}
	if source := after.Source(); source != "" && r.source == nil {
		r.source = f.runs[source]
	}
	return r
}

// result applies a result event. Results of unknown campaigns, finished ones
// that nobody follows, are passed over.
func (f *fold) result(e eventstore.Recorded) {
	r := f.runs[e.Ref.ID]
	if r == nil {
		return
	}
	own, err := parseKey(e.Part.Unit)
	if err != nil {
		return
	}
	r.counts.Add(e.Counts)
	if e.Part.Last {
		r.done[own] = struct{}{}
		delete(r.out, own)
	}
	switch r.typ {
	case campaign.Generation:
		if e.Counts[campaign.NameGenerated] > 0 {
			r.emitted = append(r.emitted, own)
		}
	case campaign.DNS:
		if e.Counts[string(campaign.DNSResolved)] > 0 {
			r.emitted = append(r.emitted, key{chunk: own.chunk, part: e.Part.Number})
		}
	}
}

// forget drops campaigns that are over and that no unfinished one follows.
func (f *fold) forget() {
	needed := map[*run]bool{}
	for _, r := range f.runs {
		if !r.status.Ended() {
			needed[r] = true
			needed[r.source] = true
		}
	}
	for id, r := range f.runs {
		if !needed[r] {
			delete(f.runs, id)
		}
	}
}

// running lists the campaigns that may have work for a step, oldest first.
func (f *fold) running(step Step) []*run {
	var out []*run
	for _, r := range f.runs {
		if r.status == campaign.StatusRunning && stepOf(r.typ) == step {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b *run) int { return cmp.Compare(a.created, b.created) })
	return out
}

// sourceMessage is the part of the source that holds the items of unit k.
func sourceMessage(step Step, k key) (typ, unit string, part int) {
	if step == Fetch {
		return campaign.NamesResolved{}.EventType(), strconv.Itoa(k.chunk), k.part
	}
	return campaign.NamesGenerated{}.EventType(), k.String(), 0
}
