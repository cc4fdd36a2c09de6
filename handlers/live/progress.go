package live

import (
	"container/list"
	"slices"
	"sync"
)

// shownProgress is the latest progress of one campaign. Versions grow with
// every change of any; sequence is what it reflects.
type shownProgress struct {
	campaign string
	sequence uint64
	version  uint64
	audience audience
	frame    []byte
}

// maxShown bounds how many campaigns the latest progress is kept of.
const maxShown = 10_000

// progress holds the latest of every campaign that somebody watches.
type progress struct {
	mu sync.Mutex
	// dirty are campaigns whose latest is out of date.
	dirty map[string]struct{}
	// latest holds a shownProgress per campaign, in the order of versions.
	latest     *list.List
	byCampaign map[string]*list.Element
	version    uint64
	changed    chan struct{}
}

func newProgress() *progress {
	return &progress{
		dirty: map[string]struct{}{}, latest: list.New(), byCampaign: map[string]*list.Element{}, changed: make(chan struct{}),
	}
}

// news is closed at the next change.
func (p *progress) news() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changed
}

// now is the latest version.
func (p *progress) now() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.version
}

// after lists what changed since a version, in the order of the changes.
func (p *progress) after(version uint64) []shownProgress {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []shownProgress
	for e := p.latest.Back(); e != nil; e = e.Prev() {
		shown := e.Value.(shownProgress)
		if shown.version <= version {
			break
		}
		out = append(out, shown)
	}
	slices.Reverse(out)
	return out
}

// publish replaces what is known of some campaigns. Their versions are given
// here.
func (p *progress) publish(batch []shownProgress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, shown := range batch {
		p.version++
		shown.version = p.version
		if old := p.byCampaign[shown.campaign]; old != nil {
			p.latest.Remove(old)
		}
		p.byCampaign[shown.campaign] = p.latest.PushBack(shown)
	}
	for p.latest.Len() > maxShown {
		oldest := p.latest.Remove(p.latest.Front()).(shownProgress)
		delete(p.byCampaign, oldest.campaign)
	}
	close(p.changed)
	p.changed = make(chan struct{})
}

// mark notes that the progress of campaigns is out of date.
func (p *progress) mark(ids ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		p.dirty[id] = struct{}{}
	}
}

// take gives what was marked since it was last asked.
func (p *progress) take() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	ids := make([]string, 0, len(p.dirty))
	for id := range p.dirty {
		ids = append(ids, id)
	}
	clear(p.dirty)
	return ids
}
