package projections

import (
	"time"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// campaignRow is one campaign of the read model. Everything that moves a
// campaign or its counters is in this file, and pure.
type campaignRow struct {
	Number      uint64
	ID          string
	Type        campaign.Type
	Name        string
	Description string
	OwnerID     string
	PipelineID  string
	SourceID    string
	// Version is the sequence of the last lifecycle event.
	Version        uint64
	Status         campaign.Status
	CreatedAt      time.Time
	UpdatedAt      time.Time
	StartedAt      *time.Time
	PausedAt       *time.Time
	EndedAt        *time.Time
	LastActivityAt *time.Time
	Params         campaign.Params
	Range          *campaign.Range
	Total          int64
	// Counts of results by status, without pending.
	Counts       domain.Counts
	Reason       campaign.CompletionReason
	ErrorCode    string
	ErrorMessage string

	// changed since it was read; created, deleted in this transaction.
	changed, created, deleted bool
}

// itemStatus is the status of a source's results that are items of its
// followers.
var itemStatus = map[campaign.Type]string{
	campaign.Generation: campaign.NameGenerated,
	campaign.List:       campaign.NameGenerated,
	campaign.DNS:        string(campaign.DNSResolved),
}

// campaignSet is the campaigns that a run of events is about, with their
// sources and followers.
type campaignSet map[string]*campaignRow

// existing is the campaign with an id, nil if there is none or none any more.
func (s campaignSet) existing(id string) *campaignRow {
	if c := s[id]; c != nil && !c.deleted {
		return c
	}
	return nil
}

// apply moves the set by one event. Of results it needs the headers only.
// What happens to a campaign that is not there is ignored.
func (s campaignSet) apply(e decoded) {
	if e.Part != nil {
		s.results(e.Recorded)
		return
	}
	if created, ok := e.Event.(campaign.Created); ok {
		s[e.Ref.ID] = s.create(e, created)
		return
	}
	if c := s.existing(e.Ref.ID); c != nil {
		c.lifecycle(e)
	}
}

// create makes a row. A follower begins with what its source has.
func (s campaignSet) create(e decoded, event campaign.Created) *campaignRow {
	c := &campaignRow{
		Number: e.Sequence, ID: e.Ref.ID, Type: event.CampaignType, Name: event.Name, Description: event.Description,
		OwnerID: event.OwnerID, PipelineID: event.PipelineID, SourceID: event.SourceCampaignID, Version: e.Sequence,
		Status:    campaign.StatusPending,
		CreatedAt: e.Time, UpdatedAt: e.Time, Params: event.Params, Counts: domain.Counts{}, changed: true, created: true,
	}
	if source := s.existing(c.SourceID); source != nil {
		c.Total = source.Counts[itemStatus[source.Type]]
	}
	return c
}

func (c *campaignRow) lifecycle(e decoded) {
	at := e.Time
	switch event := e.Event.(type) {
	case campaign.Started:
		c.Status, c.StartedAt, c.Range = campaign.StatusRunning, &at, event.Range
		if event.Range != nil {
			c.Total = max(c.Total, event.Range.Len())
		}
	case campaign.Paused:
		c.Status, c.PausedAt = campaign.StatusPaused, &at
	case campaign.Resumed:
		c.Status, c.PausedAt = campaign.StatusRunning, nil
	case campaign.Cancelled:
		c.Status, c.EndedAt = campaign.StatusCancelled, &at
	case campaign.Completed:
		c.Status, c.EndedAt, c.Reason = campaign.StatusCompleted, &at, event.CompletionReason
	case campaign.Failed:
		c.Status, c.EndedAt, c.ErrorCode, c.ErrorMessage = campaign.StatusFailed, &at, event.ErrorCode, event.ErrorMessage
	case campaign.Renamed:
		c.Name, c.Description = or(event.Name, c.Name), or(event.Description, c.Description)
	case campaign.Deleted:
		c.deleted = true
	default:
		return
	}
	c.Version, c.UpdatedAt, c.changed = e.Sequence, at, true
}

// results counts what was recorded, and gives new items to the followers that
// have not ended: the total of an ended campaign is frozen.
func (s campaignSet) results(e eventstore.Recorded) {
	c := s.existing(e.Ref.ID)
	if c == nil {
		return
	}
	c.Counts.Add(e.Counts)
	// A result that was in flight when the total was frozen may be of an item
	// that came after. It is a fact, and so its item is one.
	c.Total = max(c.Total, c.Counts.Total())
	if c.LastActivityAt == nil || e.Time.After(*c.LastActivityAt) {
		at := e.Time
		c.LastActivityAt = &at
	}
	c.changed = true
	items := e.Counts[itemStatus[c.Type]]
	if items == 0 {
		return
	}
	for _, follower := range s {
		if follower.SourceID == c.ID && !follower.Status.Ended() && !follower.deleted {
			follower.Total, follower.changed = follower.Total+items, true
		}
	}
}

// or is the value given, or else the one that was.
func or(given *string, was string) string {
	if given == nil {
		return was
	}
	return *given
}
