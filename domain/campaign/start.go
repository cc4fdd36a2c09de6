package campaign

import (
	"slices"

	"domainflow/domain"
)

// Start lets the work begin. Nothing runs before its event.
type Start struct {
	Reason string
	// Range is what the pattern reserves in the same append, for generation.
	// An empty one means that nothing was left.
	Range *Range
	// Personas and KeywordSets as found now, in the order of the params.
	Personas    []Reference
	KeywordSets []Reference
	BroadRules  int
}

// Codes of a start that names something which is not there any more.
const (
	CodePersonaUnavailable    = "PERSONA_UNAVAILABLE"
	CodeKeywordSetUnavailable = "KEYWORD_SET_UNAVAILABLE"
)

// Range is the offsets of a pattern that a generation campaign owns, for
// ever. To is exclusive.
type Range struct {
	From        domain.Big `json:"from"`
	To          domain.Big `json:"to"`
	PatternHash string     `json:"patternHash"`
	SpaceSize   domain.Big `json:"spaceSize"`
}

// Len is the number of offsets; at most [MaxNames].
func (r Range) Len() int64 { return r.To.Sub(r.From).Int64() }

// Pin freezes something a run uses: the log never changes, so the state of
// ID up to Sequence is the frozen copy.
type Pin struct {
	ID       string `json:"id"`
	Sequence uint64 `json:"sequence"`
}

// Started begins the run and names all it uses.
type Started struct {
	Range       *Range `json:"range,omitempty"`
	Personas    []Pin  `json:"personas,omitempty"`
	KeywordSets []Pin  `json:"keywordSets,omitempty"`
	Reason      string `json:"reason,omitempty"`
}

func (Started) EventType() string { return "started" }

func (e Started) evolve(s State) State {
	s.Status, s.Range, s.Personas, s.KeywordSets = StatusRunning, e.Range, e.Personas, e.KeywordSets
	return s
}

func (c Start) decide(s State) ([]Event, error) {
	if err := checkReason(c.Reason); err != nil {
		return nil, err
	}
	if s.Exists() && s.Status == StatusRunning {
		return nil, nil
	}
	if err := inStatus(s, "started", StatusPending); err != nil {
		return nil, err
	}
	if err := c.available(); err != nil {
		return nil, err
	}
	started := Started{Personas: pins(c.Personas), KeywordSets: pins(c.KeywordSets), Reason: c.Reason}
	if s.Type != Generation {
		return []Event{started}, nil
	}
	started.Range = c.Range
	if c.Range.Len() > 0 {
		return []Event{started}, nil
	}
	return []Event{started, Completed{CompletionReason: SpaceExhausted, Counts: domain.Counts{}}}, nil
}

func (c Start) available() error {
	missing := func(r Reference) bool { return !r.Available }
	if i := slices.IndexFunc(c.Personas, missing); i >= 0 {
		return domain.Refuse(domain.Conflict, CodePersonaUnavailable,
			"persona %s does not exist any more or is disabled", c.Personas[i].ID)
	}
	if i := slices.IndexFunc(c.KeywordSets, missing); i >= 0 {
		return domain.Refuse(domain.Conflict, CodeKeywordSetUnavailable,
			"keyword set %s does not exist any more or is disabled", c.KeywordSets[i].ID)
	}
	if c.BroadRules > MaxBroadRules {
		return domain.Refuse(domain.Invalid, CodeRuleTooBroad,
			"%d rules lack a literal of three characters; at most %d may", c.BroadRules, MaxBroadRules)
	}
	return nil
}

func pins(refs []Reference) []Pin {
	var out []Pin
	for _, r := range refs {
		out = append(out, Pin{ID: r.ID, Sequence: r.Sequence})
	}
	return out
}
