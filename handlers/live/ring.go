package live

import (
	"slices"
	"sort"
	"sync"

	"domainflow/eventstore"
)

// Bounds of the ring: whichever is reached first.
const (
	ringEvents = 10_000
	ringBytes  = 64 << 20
)

// entry is one event in the ring.
type entry struct {
	event eventstore.Recorded
	// behind is the number of bytes that passed through the ring up to here.
	behind int64
	frame  frame
	// held is the memory the ring counts for it; 0 once it was dropped.
	held int64
}

// ring holds the latest events of the log, all of them, without a hole.
type ring struct {
	mu      sync.RWMutex
	entries []*entry
	// start: every event after this sequence is in entries, up to end.
	start, end uint64
	passed     int64
	held       int64
	changed    chan struct{}
}

func newRing(start uint64) *ring {
	return &ring{start: start, end: start, changed: make(chan struct{})}
}

// push adds the next event of the log and drops what has no room.
func (r *ring) push(e eventstore.Recorded) {
	r.mu.Lock()
	defer r.mu.Unlock()
	size := int64(len(e.Data))
	r.passed += size
	r.held += size
	r.entries = append(r.entries, &entry{event: e, behind: r.passed, held: size})
	r.end = e.Sequence
	r.trim()
	close(r.changed)
	r.changed = make(chan struct{})
}

// trim drops the oldest events until the rest has room.
func (r *ring) trim() {
	drop := 0
	for ; len(r.entries)-drop > ringEvents || r.held > ringBytes && drop < len(r.entries); drop++ {
		r.held -= r.entries[drop].held
		r.entries[drop].held = 0
	}
	if drop > 0 {
		r.start = r.entries[drop-1].event.Sequence
		r.entries = slices.Delete(r.entries, 0, drop)
	}
}

// rendered counts the frame that an event in the ring was given.
func (r *ring) rendered(e *entry, size int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e.held > 0 {
		e.held += int64(size)
		r.held += int64(size)
	}
}

// reset empties the ring when the log was lost sight of.
func (r *ring) reset(start uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries, r.start, r.end, r.held = nil, start, start, 0
	close(r.changed)
	r.changed = make(chan struct{})
}

// news is closed at the next change.
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
	i := r.search(sequence)
	return slices.Clone(r.entries[i:min(i+limit, len(r.entries))]), true
}

// lag is how far a cursor is behind the end.
func (r *ring) lag(sequence uint64) (events int, bytes int64) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	i := r.search(sequence)
	if i == len(r.entries) {
		return 0, 0
	}
	return len(r.entries) - i, r.passed - r.entries[i].behind + int64(len(r.entries[i].event.Data))
}

// search finds the place of the first event after sequence.
func (r *ring) search(sequence uint64) int {
	return sort.Search(len(r.entries), func(i int) bool { return r.entries[i].event.Sequence > sequence })
}

// span is what the ring holds: every event in (start, end].
func (r *ring) span() (start, end uint64) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.start, r.end
}
