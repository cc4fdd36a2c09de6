package rest

import (
	"context"
	"strconv"
	"time"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/keywordset"
	"domainflow/domain/persona"
)

// moment reads a sequence, or a time, which stands for the end of the log then.
func (s *server) moment(ctx context.Context, text string) (uint64, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return s.Store.SequenceAt(ctx, at)
	}
	sequence, err := strconv.ParseUint(text, 10, 64)
	var checks domain.Checks
	checks.Require(err == nil, "asOf", domain.FieldInvalid, "must be a sequence or a time like 2026-01-31T12:00:00Z")
	if err := checks.Err(); err != nil {
		return 0, err
	}
	last, _, err := s.Store.Last(ctx)
	if err != nil {
		return 0, err
	}
	checks.Require(sequence <= last, "asOf", domain.FieldOutOfRange, "is beyond the end of the log, %d", last)
	return sequence, checks.Err()
}

// snapshot is what a run uses, frozen by its start.
type snapshot struct {
	Personas    []frozenPersona `json:"personas"`
	KeywordSets []frozenSet     `json:"keywordSets"`
}

type frozenPersona struct {
	ID            string       `json:"id"`
	Name          string       `json:"name"`
	PersonaType   persona.Type `json:"personaType"`
	Description   string       `json:"description,omitempty"`
	ConfigDetails any          `json:"configDetails"`
	Version       uint64       `json:"version"`
}

type frozenSet struct {
	ID string `json:"id"`
	keywordset.Set
	Version uint64 `json:"version"`
}

// snapshot loads what a campaign names since its start, by id and sequence. One
// that has not started by then names nothing.
func (s *server) snapshot(ctx context.Context, id string, upTo uint64) (*snapshot, error) {
	loaded, err := s.Campaigns.LoadAt(ctx, id, upTo)
	if err != nil {
		return nil, err
	}
	out := &snapshot{Personas: []frozenPersona{}, KeywordSets: []frozenSet{}}
	for _, pin := range loaded.State.Personas {
		p, err := s.frozenPersona(ctx, pin)
		if err != nil {
			return nil, err
		}
		out.Personas = append(out.Personas, p)
	}
	for _, pin := range loaded.State.KeywordSets {
		set, err := s.KeywordSets.LoadAt(ctx, pin.ID, pin.Sequence)
		if err != nil {
			return nil, err
		}
		out.KeywordSets = append(out.KeywordSets, frozenSet{ID: pin.ID, Set: set.State.Set, Version: pin.Sequence})
	}
	return out, nil
}

func (s *server) frozenPersona(ctx context.Context, pin campaign.Pin) (frozenPersona, error) {
	loaded, err := s.Personas.LoadAt(ctx, pin.ID, pin.Sequence)
	p := loaded.State
	out := frozenPersona{ID: pin.ID, Name: p.Name, PersonaType: p.Type, Description: p.Description, Version: pin.Sequence}
	out.ConfigDetails = p.HTTP
	if p.Type == persona.DNS {
		out.ConfigDetails = p.DNS
	}
	return out, err
}
