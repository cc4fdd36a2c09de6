package campaign

import (
	"fmt"
	"slices"
	"strings"

	"domainflow/domain"
)

// Create makes a campaign, and starts it when Start is set.
type Create struct {
	Name        string
	Description string
	OwnerID     string
	PipelineID  string
	Params      Params
	// SourceType is the type of the source campaign as the edge found it, ""
	// when there is none that the caller may read.
	SourceType Type
	// Personas and KeywordSets tell what the edge found for the ids of the
	// params, in their order.
	Personas    []Reference
	KeywordSets []Reference
	// BroadRules is how many of the campaign's rules lack a required literal
	// of three characters.
	BroadRules int
	// MaxNames is how many names a generation may ask for, 0: [MaxNames].
	MaxNames int64
	Start    *Start
}

// Reference is what the edge found out about something a command refers to.
type Reference struct {
	ID string
	// Sequence of its last event.
	Sequence uint64
	// Available: it exists, is of the type wanted, and is enabled.
	Available bool
}

// MaxBroadRules bounds the rules that have to look at every byte of a page.
const MaxBroadRules = 50

// maxDescription is the number of characters a description may have.
const maxDescription = 2000

// Created begins a campaign.
type Created struct {
	CampaignType Type   `json:"campaignType"`
	Name         string `json:"name"`
	Description  string `json:"description,omitempty"`
	// OwnerID is the user who created it; the nil UUID is whoever manages all
	// campaigns.
	OwnerID string `json:"ownerId"`
	// PipelineID is the pipeline it was created with.
	PipelineID string `json:"pipelineId,omitempty"`
	// SourceCampaignID is the campaign whose output it follows.
	SourceCampaignID string `json:"sourceCampaignId,omitempty"`
	Params           Params `json:"params"`
}

func (Created) EventType() string { return "created" }

func (e Created) evolve(s State) State {
	s.Status, s.Type = StatusPending, e.CampaignType
	s.Name, s.Description, s.OwnerID, s.PipelineID, s.Params = e.Name, e.Description, e.OwnerID, e.PipelineID, e.Params
	return s
}

func (c Create) decide(s State) ([]Event, error) {
	if s.Status != "" {
		return nil, domain.Refuse(domain.Conflict, domain.CodeInvalidState, "the campaign exists already")
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	created := Created{
		CampaignType: c.Params.kind(), Name: strings.TrimSpace(c.Name), Description: c.Description,
		OwnerID: c.OwnerID, PipelineID: c.PipelineID, Params: c.Params,
	}
	after := created.evolve(s)
	created.SourceCampaignID = after.Source()
	if c.Start == nil {
		return []Event{created}, nil
	}
	started, err := c.Start.decide(after)
	if err != nil {
		return nil, err
	}
	return append([]Event{created}, started...), nil
}

func (p Params) kind() Type {
	switch {
	case p.Generation != nil:
		return Generation
	case p.List != nil:
		return List
	case p.DNS != nil:
		return DNS
	}
	return HTTP
}

// members is how many steps the params are for; one, when they are right.
func (p Params) members() int {
	n := 0
	for _, set := range []bool{p.Generation != nil, p.List != nil, p.DNS != nil, p.HTTP != nil} {
		if set {
			n++
		}
	}
	return n
}

func (c Create) check() error {
	var checks domain.Checks
	checks.Require(c.Params.members() == 1, "params", domain.FieldRequired,
		"exactly one of domainGenerationParams, domainListParams, dnsValidationParams and httpKeywordParams must be set")
	checks.Name("name", c.Name)
	checks.Text("description", c.Description, maxDescription)
	switch {
	case c.Params.Generation != nil:
		c.Params.Generation.check(&checks, c.MaxNames)
	case c.Params.List != nil:
		c.Params.List.check(&checks)
	case c.Params.DNS != nil:
		c.Params.DNS.check(&checks)
		c.checkSource(&checks, Generation, List)
	case c.Params.HTTP != nil:
		c.Params.HTTP.check(&checks)
		c.checkSource(&checks, DNS)
		checks.Require(c.BroadRules <= MaxBroadRules, "keywordSetIds", CodeRuleTooBroad,
			"%d rules lack a literal of three characters; at most %d may", c.BroadRules, MaxBroadRules)
	}
	checkAvailable(&checks, "personaIds", c.Personas)
	checkAvailable(&checks, "keywordSetIds", c.KeywordSets)
	return checks.Err()
}

func (c Create) checkSource(checks *domain.Checks, wanted ...Type) {
	const field = "sourceCampaignId"
	checks.Require(c.SourceType != "", field, "not_found", "is no campaign that you may read")
	checks.Require(c.SourceType == "" || slices.Contains(wanted, c.SourceType), field, CodeSourceType,
		"must be one of %v, not %s", wanted, c.SourceType)
}

func checkAvailable(checks *domain.Checks, field string, refs []Reference) {
	for i, r := range refs {
		checks.Require(r.Available, fmt.Sprintf("%s[%d]", field, i), "not_found",
			"does not exist, is disabled or is of another type")
	}
}
