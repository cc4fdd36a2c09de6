package live

import (
	"context"
	"encoding/json"
	"errors"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/keywordset"
	"domainflow/domain/natsuser"
	"domainflow/domain/persona"
	"domainflow/domain/pipeline"
	"domainflow/domain/setting"
	"domainflow/domain/user"
	"domainflow/eventstore"
)

// dataOf is what clients get of an event. Types without a case, and those
// that only a newer program knows, are shown as they are stored.
func (f *Feed) dataOf(ctx context.Context, r eventstore.Recorded) (any, error) {
	if r.Ref.Category == user.Category {
		return userData{r.Ref.ID}, nil
	}
	event, err := r.Decode()
	var unknown *eventstore.UnknownEventError
	switch {
	case errors.As(err, &unknown):
		return json.RawMessage(r.Data), nil
	case err != nil:
		return nil, err
	}
	switch e := event.(type) {
	case campaign.Created:
		return createdData{e.CampaignType, e.Name, e.OwnerID, e.PipelineID, e.SourceCampaignID}, nil
	case campaign.Started:
		return startedData{campaign.StatusRunning, timestamp(r.StoredAt), rangeOf(e.Range)}, nil
	case campaign.Paused:
		return statusData{campaign.StatusPaused, e.Reason}, nil
	case campaign.Resumed:
		return statusData{campaign.StatusRunning, e.Reason}, nil
	case campaign.Cancelled:
		return statusData{campaign.StatusCancelled, e.Reason}, nil
	case campaign.Completed:
		seconds, err := f.secondsSinceStart(ctx, r)
		return completedData{campaign.StatusCompleted, e, seconds}, err
	case campaign.Failed:
		return failedData{campaign.StatusFailed, e}, nil
	case campaign.NamesGenerated:
		return generatedData(r, e), nil
	case campaign.NamesResolved:
		return resolvedData(r, e), nil
	case campaign.PagesChecked:
		return checkedData(r, e), nil
	case pipeline.Created:
		return pipelineData{e.Name, e.Mode, e.OwnerID, e.Steps}, nil
	case natsuser.Created:
		return natsUserData{r.Ref.ID, e.Subjects}, nil
	case natsuser.Revoked:
		return f.userBefore(ctx, r)
	case setting.Changed:
		return settingData{e.Section, e.ChangedFields}, nil
	case persona.Deleted, keywordset.Deleted:
		return f.nameBefore(ctx, r)
	}
	if named, ok := nameOf(r.Ref.ID, event); ok {
		return named, nil
	}
	return json.RawMessage(r.Data), nil
}

// nameOf is what an event says about the name of what it is about.
func nameOf(id string, event domain.Event) (named namedData, ok bool) {
	switch e := event.(type) {
	case persona.Created:
		return namedData{id, e.Name, e.Type}, true
	case persona.Updated:
		kind := persona.HTTP
		if e.DNS != nil {
			kind = persona.DNS
		}
		return namedData{id, e.Name, kind}, true
	case keywordset.Created:
		return namedData{ID: id, Name: e.Name}, true
	case keywordset.Updated:
		return namedData{ID: id, Name: e.Name}, true
	}
	return namedData{}, false
}

type (
	createdData struct {
		CampaignType     campaign.Type `json:"campaignType"`
		Name             string        `json:"name"`
		OwnerID          string        `json:"ownerId"`
		PipelineID       string        `json:"pipelineId,omitempty"`
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
	failedData struct {
		Status campaign.Status `json:"status"`
		campaign.Failed
	}
	pipelineData struct {
		Name    string        `json:"name"`
		Mode    pipeline.Mode `json:"mode"`
		OwnerID string        `json:"ownerId"`
		Steps   []string      `json:"steps"`
	}
	natsUserData struct {
		ID       string   `json:"id"`
		Subjects []string `json:"subjects"`
	}
	// userData is all that anybody is told of people here.
	userData struct {
		UserID string `json:"userId"`
	}
	settingData struct {
		Section       setting.Section `json:"section"`
		ChangedFields []string        `json:"changedFields"`
	}
	namedData struct {
		ID          string       `json:"id"`
		Name        string       `json:"name"`
		PersonaType persona.Type `json:"personaType,omitempty"`
	}
)

func rangeOf(r *campaign.Range) *rangeData {
	if r == nil {
		return nil
	}
	return &rangeData{r.From.String(), r.To.String()}
}
