package live

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"domainflow/projections"
)

// progressEvery bounds how often the progress of a campaign is computed.
const progressEvery = 250 * time.Millisecond

// ProgressSource answers with campaigns as the read models have them.
type ProgressSource interface {
	CampaignsByID(ctx context.Context, ids []string) ([]projections.Campaign, uint64, error)
}

// shownProgress is the latest progress of one campaign. Versions grow with
// every change of any.
type shownProgress struct {
	campaign string
	version  uint64
	frame    []byte
}

// progress holds the latest of every campaign that somebody watches.
type progress struct {
	mu      sync.Mutex
	dirty   map[string]struct{}
	latest  map[string]shownProgress
	version uint64
	changed chan struct{}
}

func newProgress() *progress {
	return &progress{dirty: map[string]struct{}{}, latest: map[string]shownProgress{}, changed: make(chan struct{})}
}

func (p *progress) news() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changed
}

// after lists what changed since a version, in the order of the changes.
func (p *progress) after(version uint64) []shownProgress {
	p.mu.Lock()
	defer p.mu.Unlock()
	if version == p.version {
		return nil
	}
	var out []shownProgress
	for _, s := range p.latest {
		if s.version > version {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b shownProgress) int { return cmp.Compare(a.version, b.version) })
	return out
}

func (p *progress) set(campaign string, frame []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.version++
	p.forgetOldest()
	p.latest[campaign] = shownProgress{campaign: campaign, version: p.version, frame: frame}
	close(p.changed)
	p.changed = make(chan struct{})
}

// maxShown bounds how many campaigns the latest progress is kept of.
const maxShown = 10_000

func (p *progress) forgetOldest() {
	if len(p.latest) < maxShown {
		return
	}
	oldest := shownProgress{version: p.version}
	for _, s := range p.latest {
		if s.version < oldest.version {
			oldest = s
		}
	}
	delete(p.latest, oldest.campaign)
}

func (p *progress) take() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var ids []string
	for id := range p.dirty {
		ids = append(ids, id)
	}
	clear(p.dirty)
	return ids
}

func (p *progress) mark(ids []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		p.dirty[id] = struct{}{}
	}
}

// Changed notes campaigns whose read model moved. It never blocks; the
// projector calls it after every transaction.
func (f *Feed) Changed(_ uint64, campaigns []string) { f.progress.mark(campaigns) }

// computeProgress publishes the progress of changed campaigns, each at most
// four times a second.
func (f *Feed) computeProgress(ctx context.Context) error {
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		ids := f.watched(f.progress.take())
		if len(ids) == 0 {
			continue
		}
		campaigns, sequence, err := f.source.CampaignsByID(ctx, ids)
		if err != nil {
			// The database is away: the last progress of a run must not be lost.
			f.progress.mark(ids)
			continue
		}
		for _, c := range campaigns {
			f.progress.set(c.ID, encode(envelope{
				Type: progressType, Sequence: sequence, Timestamp: timestamp(time.Now()), CampaignID: c.ID, Data: c.Progress,
			}))
		}
	}
}

// watched keeps the campaigns whose progress somebody wants.
func (f *Feed) watched(ids []string) []string {
	wanted := map[string]bool{}
	f.each(func(s *session) { s.noteWanted(ids, wanted) })
	return slices.DeleteFunc(ids, func(id string) bool { return !wanted[id] })
}

func (s *session) noteWanted(ids []string, wanted map[string]bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sub := range s.subscriptions {
		for _, id := range ids {
			wanted[id] = wanted[id] || sub.wantsProgress(id)
		}
	}
}
