package rest

import (
	"context"

	"domainflow/domain/campaign"
	"domainflow/domain/keywordset"
	"domainflow/domain/persona"
	"domainflow/internal/match"
)

// used is what a campaign refers to, as the log has it now.
type used struct {
	personas    []campaign.Reference
	keywordSets []campaign.Reference
	broadRules  int
}

func (u used) start(reason string) *campaign.Start {
	return &campaign.Start{Reason: reason, Personas: u.personas, KeywordSets: u.keywordSets, BroadRules: u.broadRules}
}

// More references than a campaign may have are refused anyway, so they are not
// looked up.
const (
	maxPersonas    = 20
	maxKeywordSets = 50
	maxAdHoc       = 200
)

// used looks up what a campaign with these params refers to.
func (s *server) used(ctx context.Context, params campaign.Params) (used, error) {
	switch {
	case params.HTTP != nil:
	case params.DNS != nil:
		personas, err := s.personaReferences(ctx, persona.DNS, params.DNS.PersonaIDs)
		return used{personas: personas}, err
	default:
		return used{}, nil
	}
	personas, err := s.personaReferences(ctx, persona.HTTP, params.HTTP.PersonaIDs)
	if err != nil {
		return used{}, err
	}
	sets, broad, err := s.setReferences(ctx, params.HTTP.KeywordSetIDs)
	if err != nil {
		return used{}, err
	}
	for _, keyword := range atMost(params.HTTP.AdHocKeywords, maxAdHoc) {
		if match.Broad(match.Rule{Pattern: keyword}) {
			broad++
		}
	}
	return used{personas: personas, keywordSets: sets, broadRules: broad}, nil
}

func (s *server) personaReferences(ctx context.Context, wanted persona.Type, ids []string) ([]campaign.Reference, error) {
	var refs []campaign.Reference
	for _, id := range atMost(ids, maxPersonas) {
		ref := campaign.Reference{ID: id}
		if isID(id) {
			loaded, err := s.Personas.Load(ctx, id)
			if err != nil {
				return nil, err
			}
			ref.Sequence, ref.Available = loaded.Sequence, loaded.State.Usable() && loaded.State.Type == wanted
		}
		refs = append(refs, ref)
	}
	return refs, nil
}

func (s *server) setReferences(ctx context.Context, ids []string) (refs []campaign.Reference, broad int, err error) {
	for _, id := range atMost(ids, maxKeywordSets) {
		ref := campaign.Reference{ID: id}
		if isID(id) {
			loaded, err := s.KeywordSets.Load(ctx, id)
			if err != nil {
				return nil, 0, err
			}
			ref.Sequence, ref.Available = loaded.Sequence, loaded.State.Usable()
			broad += broadRules(loaded.State.Set)
		}
		refs = append(refs, ref)
	}
	return refs, broad, nil
}

func broadRules(set keywordset.Set) int {
	n := 0
	for _, rule := range set.Rules {
		if match.Broad(matchRule(rule.Pattern, rule.RuleType, rule.IsCaseSensitive)) {
			n++
		}
	}
	return n
}

func matchRule(pattern string, t keywordset.RuleType, caseSensitive bool) match.Rule {
	return match.Rule{Pattern: pattern, Regex: t == keywordset.Regex, CaseSensitive: caseSensitive}
}

// source is the campaign to follow, the zero state if there is none.
func (s *server) source(ctx context.Context, params campaign.Params) (campaign.State, error) {
	return s.existing(ctx, campaign.State{Params: params}.Source())
}

// existing is a campaign that the caller refers to, the zero state if there is
// none that they may read, or none any more.
func (s *server) existing(ctx context.Context, id string) (campaign.State, error) {
	if !isID(id) {
		return campaign.State{}, nil
	}
	loaded, err := s.Campaigns.Load(ctx, id)
	if !loaded.State.Exists() || !caller(ctx).MayRead(loaded.State.OwnerID) {
		return campaign.State{}, err
	}
	return loaded.State, err
}

func atMost[T any](list []T, n int) []T { return list[:min(len(list), n)] }
