package live

import (
	"context"
	"encoding/json"
	"math"
	"time"

	"domainflow/domain/campaign"
	"domainflow/domain/keywordset"
	"domainflow/domain/persona"
	"domainflow/eventstore"
)

// lookupTimeout bounds the one event that is rendered from two.
const lookupTimeout = 2 * time.Second

// dataOf is what clients get of an event; types without a case get the event
// as it is stored.
func (f *Feed) dataOf(r eventstore.Recorded) (any, error) {
	event, err := r.Decode()
	if err != nil {
		return nil, err
	}
	switch e := event.(type) {
	case campaign.Created:
		return createdData{e.CampaignType, e.Name, e.OwnerID, e.SourceCampaignID}, nil
	case campaign.Started:
		return startedData{campaign.StatusRunning, timestamp(r.StoredAt), rangeOf(e.Range)}, nil
	case campaign.Paused:
		return statusData{campaign.StatusPaused, e.Reason}, nil
	case campaign.Resumed:
		return statusData{campaign.StatusRunning, e.Reason}, nil
	case campaign.Cancelled:
		return statusData{campaign.StatusCancelled, e.Reason}, nil
	case campaign.Completed:
		return completedData{campaign.StatusCompleted, e, f.secondsSinceStart(r)}, nil
	case campaign.NamesGenerated:
		return generatedData(r, e), nil
	case campaign.NamesResolved:
		return resolvedData(r, e), nil
	case campaign.PagesChecked:
		return checkedData(r, e), nil
	case persona.Created:
		return namedData{r.Ref.ID, e.Name, string(e.Type)}, nil
	case persona.Updated:
		return namedData{ID: r.Ref.ID, Name: e.Name}, nil
	case keywordset.Created:
		return namedData{ID: r.Ref.ID, Name: e.Name}, nil
	case keywordset.Updated:
		return namedData{ID: r.Ref.ID, Name: e.Name}, nil
	case persona.Deleted, keywordset.Deleted:
		return namedData{ID: r.Ref.ID}, nil
	}
	return json.RawMessage(r.Data), nil
}

// secondsSinceStart is how long a run took, by the times of storing.
func (f *Feed) secondsSinceStart(completed eventstore.Recorded) float64 {
	ctx, cancel := context.WithTimeout(context.Background(), lookupTimeout)
	defer cancel()
	started := completed
	started.Type = campaign.Started{}.EventType()
	r, err := f.store.AtSubject(ctx, started.Subject())
	if err != nil {
		return 0
	}
	return math.Round(completed.StoredAt.Sub(r.StoredAt).Seconds()*1000) / 1000
}

type (
	createdData struct {
		CampaignType     campaign.Type `json:"campaignType"`
		Name             string        `json:"name"`
		OwnerID          string        `json:"ownerId"`
		SourceCampaignID string        `json:"sourceCampaignId,omitempty"`
	}
	startedData struct {
		Status    campaign.Status `json:"status"`
		StartedAt string          `json:"startedAt"`
		Range     *rangeData      `json:"range,omitempty"`
	}
	rangeData struct {
		From string `json:"from"`
		To   string `json:"to"`
	}
	statusData struct {
		Status campaign.Status `json:"status"`
		Reason string          `json:"reason,omitempty"`
	}
	completedData struct {
		Status campaign.Status `json:"status"`
		campaign.Completed
		DurationSeconds float64 `json:"durationSeconds"`
	}
	namedData struct {
		ID          string `json:"id"`
		Name        string `json:"name,omitempty"`
		PersonaType string `json:"personaType,omitempty"`
	}
)

func rangeOf(r *campaign.Range) *rangeData {
	if r == nil {
		return nil
	}
	return &rangeData{r.From.String(), r.To.String()}
}
