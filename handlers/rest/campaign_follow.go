package rest

import (
	"context"
	"net/http"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// dnsValidation is the body of a DNS campaign.
type dnsValidation struct {
	CampaignBody
	SourceCampaignID         string                `json:"sourceCampaignId" format:"uuid" doc:"A generation campaign"`
	PersonaIDs               []string              `json:"personaIds" minItems:"1" maxItems:"20" doc:"DNS personas; the first one leads"`
	RecordTypes              []campaign.RecordType `json:"recordTypes,omitempty" doc:"With A or AAAA; A and AAAA unless given"`
	ProcessingSpeedPerMinute int                   `json:"processingSpeedPerMinute,omitempty" minimum:"0" doc:"Names; 0: no limit"`
	RetryAttempts            *int                  `json:"retryAttempts,omitempty" minimum:"0" maximum:"10" doc:"1 unless given"`
}

func (s *server) createDNS(ctx context.Context, in *creating[dnsValidation]) (*carried, error) {
	body := in.Body.Value
	if body.RecordTypes == nil {
		body.RecordTypes = []campaign.RecordType{"A", "AAAA"}
	}
	return s.createFollower(ctx, in.Body.refused, body.CampaignBody, campaign.Params{DNS: &campaign.DNSParams{
		SourceCampaignID: body.SourceCampaignID, PersonaIDs: body.PersonaIDs, RecordTypes: body.RecordTypes,
		ProcessingSpeedPerMinute: body.ProcessingSpeedPerMinute, RetryAttempts: or(body.RetryAttempts, defaultRetries),
	}})
}

// httpValidation is the body of an HTTP keyword campaign.
type httpValidation struct {
	CampaignBody
	SourceCampaignID         string   `json:"sourceCampaignId" format:"uuid" doc:"A DNS validation campaign"`
	KeywordSetIDs            []string `json:"keywordSetIds,omitempty" maxItems:"50" doc:"These or adHocKeywords"`
	AdHocKeywords            []string `json:"adHocKeywords,omitempty" maxItems:"200" example:"login,invoice" doc:"Searched as they stand, in any case"`
	PersonaIDs               []string `json:"personaIds" minItems:"1" maxItems:"20" doc:"HTTP personas; the first one leads"`
	TargetHTTPPorts          []int    `json:"targetHttpPorts,omitempty" maxItems:"20" doc:"443 with https, then 80 with http, unless given"`
	ProcessingSpeedPerMinute int      `json:"processingSpeedPerMinute,omitempty" minimum:"0" doc:"Names; 0: no limit"`
	RetryAttempts            *int     `json:"retryAttempts,omitempty" minimum:"0" maximum:"10" doc:"1 unless given"`
	Path                     *string  `json:"path,omitempty" maxLength:"1024" example:"/" doc:"/ unless given"`
}

func (s *server) createHTTP(ctx context.Context, in *creating[httpValidation]) (*carried, error) {
	body := in.Body.Value
	return s.createFollower(ctx, in.Body.refused, body.CampaignBody, campaign.Params{HTTP: &campaign.HTTPParams{
		SourceCampaignID: body.SourceCampaignID, KeywordSetIDs: orEmpty(body.KeywordSetIDs),
		AdHocKeywords: orEmpty(body.AdHocKeywords), PersonaIDs: body.PersonaIDs,
		TargetHTTPPorts: orEmpty(body.TargetHTTPPorts), ProcessingSpeedPerMinute: body.ProcessingSpeedPerMinute,
		RetryAttempts: or(body.RetryAttempts, defaultRetries), Path: or(body.Path, "/"),
	}})
}

const defaultRetries = 1

// createFollower makes a campaign that follows another one.
func (s *server) createFollower(ctx context.Context, refused error, body CampaignBody, params campaign.Params) (*carried, error) {
	id := newID()
	locks := []eventstore.Ref{s.Campaigns.Ref(id)}
	out, err := s.execute(ctx, refused, locks, func(ctx context.Context) ([]eventstore.Change, error) {
		loaded, err := s.Campaigns.Load(ctx, id)
		if err != nil {
			return nil, err
		}
		create := campaign.Create{Name: body.Name, Description: body.Description, OwnerID: owner, Params: params}
		if create.SourceType, err = s.sourceType(ctx, params); err != nil {
			return nil, err
		}
		used, err := s.used(ctx, params)
		if err != nil {
			return nil, err
		}
		create.Personas, create.KeywordSets, create.BroadRules = used.personas, used.keywordSets, used.broadRules
		if body.AutoStart {
			create.Start = used.start("")
		}
		change, _, err := loaded.Decide(create)
		return []eventstore.Change{change}, err
	})
	if err != nil {
		return nil, err
	}
	return show(ctx, s, out, http.StatusCreated, campaignsPath, id, s.Queries.Campaign), nil
}

// or is the value given, or else the default.
func or[T any](given *T, otherwise T) T {
	if given == nil {
		return otherwise
	}
	return *given
}

// orEmpty makes answers show an empty array, never null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
