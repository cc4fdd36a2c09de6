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
	SourceCampaignID string `json:"sourceCampaignId" format:"uuid" doc:"A generation campaign or a list"`
	DNSFields
}

// DNSFields say how the names of the source are resolved. It is exported as
// Reading is.
type DNSFields struct {
	PersonaIDs               []string              `json:"personaIds" minItems:"1" maxItems:"20" doc:"DNS personas; the first one leads"`
	RecordTypes              []campaign.RecordType `json:"recordTypes,omitempty" doc:"With A or AAAA; A and AAAA unless given"`
	ProcessingSpeedPerMinute int                   `json:"processingSpeedPerMinute,omitempty" minimum:"0" doc:"Names; 0: no limit"`
	RetryAttempts            *int                  `json:"retryAttempts,omitempty" minimum:"0" maximum:"10" doc:"1 unless given"`
}

func (f DNSFields) params(source string) campaign.Params {
	if f.RecordTypes == nil {
		f.RecordTypes = []campaign.RecordType{"A", "AAAA"}
	}
	return campaign.Params{DNS: &campaign.DNSParams{
		SourceCampaignID: source, PersonaIDs: f.PersonaIDs, RecordTypes: f.RecordTypes,
		ProcessingSpeedPerMinute: f.ProcessingSpeedPerMinute, RetryAttempts: or(f.RetryAttempts, defaultRetries),
	}}
}

func (s *server) createDNS(ctx context.Context, in *creating[dnsValidation]) (*carried, error) {
	body := in.Body.Value
	cmd := s.command(ctx, in.Commanding, in.Body.hash)
	return s.createFollower(ctx, cmd, in.Body.refused, body.CampaignBody, body.params(body.SourceCampaignID))
}

// httpValidation is the body of an HTTP keyword campaign.
type httpValidation struct {
	CampaignBody
	SourceCampaignID string `json:"sourceCampaignId" format:"uuid" doc:"A DNS validation campaign"`
	HTTPFields
}

// HTTPFields say how the pages of what the source resolved are fetched and
// searched. It is exported as Reading is.
type HTTPFields struct {
	KeywordSetIDs            []string `json:"keywordSetIds,omitempty" maxItems:"50" doc:"These or adHocKeywords"`
	AdHocKeywords            []string `json:"adHocKeywords,omitempty" maxItems:"200" example:"login,invoice" doc:"Searched as they stand, in any case"`
	PersonaIDs               []string `json:"personaIds" minItems:"1" maxItems:"20" doc:"HTTP personas; the first one leads"`
	TargetHTTPPorts          []int    `json:"targetHttpPorts,omitempty" maxItems:"20" doc:"443 with https, then 80 with http, unless given"`
	ProcessingSpeedPerMinute int      `json:"processingSpeedPerMinute,omitempty" minimum:"0" doc:"Names; 0: no limit"`
	RetryAttempts            *int     `json:"retryAttempts,omitempty" minimum:"0" maximum:"10" doc:"1 unless given"`
	Path                     *string  `json:"path,omitempty" maxLength:"1024" example:"/" doc:"/ unless given"`
}

func (f HTTPFields) params(source string) campaign.Params {
	return campaign.Params{HTTP: &campaign.HTTPParams{
		SourceCampaignID: source, KeywordSetIDs: orEmpty(f.KeywordSetIDs), AdHocKeywords: orEmpty(f.AdHocKeywords),
		PersonaIDs: f.PersonaIDs, TargetHTTPPorts: orEmpty(f.TargetHTTPPorts),
		ProcessingSpeedPerMinute: f.ProcessingSpeedPerMinute, RetryAttempts: or(f.RetryAttempts, defaultRetries), Path: or(f.Path, "/"),
	}}
}

func (s *server) createHTTP(ctx context.Context, in *creating[httpValidation]) (*carried, error) {
	body := in.Body.Value
	cmd := s.command(ctx, in.Commanding, in.Body.hash)
	return s.createFollower(ctx, cmd, in.Body.refused, body.CampaignBody, body.params(body.SourceCampaignID))
}

const defaultRetries = 1

// createFollower makes a campaign that follows another one.
func (s *server) createFollower(
	ctx context.Context, cmd command, refused error, body CampaignBody, params campaign.Params,
) (*carried, error) {
	id := cmd.newID("campaign")
	locks := []eventstore.Ref{s.Campaigns.Ref(id)}
	out, err := s.execute(ctx, cmd, refused, locks, func(ctx context.Context) ([]eventstore.Change, error) {
		loaded, err := s.Campaigns.Load(ctx, id)
		if err != nil {
			return nil, err
		}
		source, err := s.source(ctx, params)
		if err != nil {
			return nil, err
		}
		create, err := s.following(ctx, source.Type, params, body.AutoStart)
		if err != nil {
			return nil, err
		}
		create.Name, create.Description = body.Name, body.Description
		change, _, err := loaded.Decide(create)
		return []eventstore.Change{change}, err
	})
	if err != nil {
		return nil, err
	}
	return show(ctx, s, out, http.StatusCreated, campaignsPath, id, s.queries(ctx).Campaign)
}

// following is the command that creates a follower, with what it refers to as
// the log has it now.
func (s *server) following(ctx context.Context, source campaign.Type, params campaign.Params, start bool) (campaign.Create, error) {
	create := campaign.Create{OwnerID: caller(ctx).UserID, Params: params, SourceType: source}
	used, err := s.used(ctx, params)
	if err != nil {
		return create, err
	}
	create.Personas, create.KeywordSets, create.BroadRules = used.personas, used.keywordSets, used.broadRules
	if start {
		create.Start = used.start("")
	}
	return create, nil
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
