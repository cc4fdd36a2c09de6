package live

import (
	"context"
	"slices"
	"time"

	"domainflow/projections"
)

// progressEvery bounds how often the progress of a campaign is computed.
const progressEvery = 250 * time.Millisecond

// ProgressSource answers with campaigns as the read models have them.
type ProgressSource interface {
	CampaignsByID(ctx context.Context, ids []string) ([]projections.Campaign, uint64, error)
}

// Changed notes campaigns whose read model moved. It never blocks; the
// projector calls it after every transaction.
func (f *Feed) Changed(_ uint64, campaigns []string) { f.progress.mark(campaigns...) }

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
			f.progress.mark(ids...)
			continue
		}
		f.progress.publish(framesOf(campaigns, sequence))
	}
}

func framesOf(campaigns []projections.Campaign, sequence uint64) []shownProgress {
	now := timestamp(time.Now())
	batch := make([]shownProgress, 0, len(campaigns))
	for _, c := range campaigns {
		batch = append(batch, shownProgress{campaign: c.ID, sequence: sequence, audience: ofOwner(c.OwnerID), frame: encode(envelope{
			Type: progressType, Sequence: sequence, Timestamp: now, CampaignID: c.ID, Data: c.Progress,
		})})
	}
	return batch
}

// watched keeps the campaigns whose progress somebody wants.
func (f *Feed) watched(ids []string) []string {
	unwanted := slices.Clone(ids)
	f.each(func(s *session) { unwanted = s.notWanted(unwanted) })
	left := setOf(unwanted)
	return slices.DeleteFunc(ids, func(id string) bool { return left[id] })
}

// notWanted leaves the campaigns whose progress this client does not want.
func (s *session) notWanted(ids []string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sub := range s.subscriptions {
		ids = slices.DeleteFunc(ids, sub.wantsProgress)
	}
	return ids
}
