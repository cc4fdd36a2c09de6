package pipeline

import (
	"strings"

	"domainflow/domain"
)

// Create makes a pipeline of campaigns that are created with it, but for a
// list, which may be older.
type Create struct {
	Name        string
	Description string
	Mode        Mode
	OwnerID     string
	Steps       []string
}

// Created begins a pipeline.
type Created struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Mode        Mode   `json:"mode"`
	OwnerID     string `json:"ownerId"`
	// Steps are the ids of its campaigns, each following the one before.
	Steps []string `json:"steps"`
}

func (Created) EventType() string { return "created" }

func (e Created) evolve(State) State { return State(e) }

const maxDescription = 2000

func (c Create) decide(s State) ([]Event, error) {
	if s.Exists() {
		return nil, domain.Refuse(domain.Conflict, domain.CodeInvalidState, "the pipeline exists already")
	}
	var checks domain.Checks
	checks.Name("name", c.Name)
	checks.Text("description", c.Description, maxDescription)
	checks.Require(c.Mode == FullSequence || c.Mode == StepByStep, "mode", domain.FieldInvalid,
		"must be %s or %s", FullSequence, StepByStep)
	if err := checks.Err(); err != nil {
		return nil, err
	}
	created := Created(c)
	created.Name = strings.TrimSpace(c.Name)
	return []Event{created}, nil
}
