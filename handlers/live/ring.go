package live

import (
	"slices"
	"sort"
	"sync"
	"time"

	"domainflow/eventstore"
)

// entry is one event in the ring.
type entry struct {
	event    eventstore.Recorded
	audience audience
	frame    frame
	// held is the memory the ring counts for it; 0 once it was dropped.
	held int64
}

// envelopeBytes is about what an event takes beside its data.
const envelopeBytes = 1 << 10

// ring holds the latest events of the log, all of them, without a hole.
type ring struct {
	maxEvents int
	maxBytes  int64

	mu      sync.RWMutex
	entries []*entry
	// start: every event after this sequence is in entries, up to end.
	start, end uint64
	held       int64
	changed    chan struct{}
	// announced is when changed was last closed; announcing, that it will be.
	announced  time.Time
	announcing bool
}

func newRing(b bounds) *ring {
	return &ring{maxEvents: b.ringEvents, maxBytes: b.ringBytes, changed: make(chan struct{})}
}

// push adds the next event of the log and drops what has no room.
func (r *ring) push(e *entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e.held = envelopeBytes + int64(len(e.event.Data)) + e.frame.size()
	r.held += e.held
	r.entries = append(r.entries, e)
	r.end = e.event.Sequence
	r.trim()
	r.announce()
}

// announceEvery is how often the clients are woken at most. In a stream of
// events each then sends several at a time; a single event waits for nothing.
const announceEvery = 10 * time.Millisecond

// announce wakes whoever waits for news, now or soon. Called with the lock.
func (r *ring) announce() {
	if r.announcing {
		return
	}
	if left := announceEvery - time.Since(r.announced); left > 0 {
		r.announcing = true
		time.AfterFunc(left, func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.wake()
		})
		return
	}
	r.wake()
}

func (r *ring) wake() {
	r.announcing, r.announced = false, time.Now()
	close(r.changed)
	r.changed = make(chan struct{})
}

// trim drops the oldest events until the rest has room.
func (r *ring) trim() {
	drop := 0
	for ; len(r.entries)-drop > r.maxEvents || r.held > r.maxBytes && drop < len(r.entries); drop++ {
		r.held -= r.entries[drop].held
		r.entries[drop].held = 0
	}
	if drop > 0 {
		r.start = r.entries[drop-1].event.Sequence
		r.entries = slices.Delete(r.entries, 0, drop)
	}
}

// rendered counts the frame that an event in the ring was given. Frames are
// several times as large as their events, so they alone may fill the ring.
func (r *ring) rendered(e *entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e.held > 0 {
		e.held += e.frame.size()
		r.held += e.frame.size()
		r.trim()
	}
}

// reset empties the ring when the log was lost sight of.
func (r *ring) reset(start uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.entries {
		e.held = 0
	}
	r.entries, r.start, r.end, r.held = nil, start, start, 0
	r.announce()
}

// news is closed soon after the next change.
func (r *ring) news() <-chan struct{} {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.changed
}

// after lists at most limit events after sequence; ok is false when some of
// them are not in the ring any more.
func (r *ring) after(sequence uint64, limit int) (events []*entry, ok bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if sequence < r.start {
		return nil, false
	}
	i := sort.Search(len(r.entries), func(i int) bool { return r.entries[i].event.Sequence > sequence })
	return slices.Clone(r.entries[i:min(i+limit, len(r.entries))]), true
}

// span is what the ring holds: every event in (start, end].
func (r *ring) span() (start, end uint64) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.start, r.end
}
