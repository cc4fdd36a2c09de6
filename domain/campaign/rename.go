package campaign

import (
	"strings"

	"domainflow/domain"
)

// Rename changes what a campaign is called, in any status. A nil member stays
// as it is.
type Rename struct {
	Name        *string
	Description *string
}

// Renamed changes what a campaign is called. Members that did not change are
// absent.
type Renamed struct {
	Name        *string `json:"name,omitempty"`
	Description *string `json:"description,omitempty"`
}

func (Renamed) EventType() string { return "renamed" }

func (e Renamed) evolve(s State) State {
	if e.Name != nil {
		s.Name = *e.Name
	}
	if e.Description != nil {
		s.Description = *e.Description
	}
	return s
}

func (c Rename) decide(s State) ([]Event, error) {
	if !s.Exists() {
		return nil, notFound()
	}
	var checks domain.Checks
	if c.Name != nil {
		checks.Name("name", *c.Name)
	}
	if c.Description != nil {
		checks.Text("description", *c.Description, maxDescription)
	}
	if err := checks.Err(); err != nil {
		return nil, err
	}
	var renamed Renamed
	if c.Name != nil && strings.TrimSpace(*c.Name) != s.Name {
		name := strings.TrimSpace(*c.Name)
		renamed.Name = &name
	}
	if c.Description != nil && *c.Description != s.Description {
		renamed.Description = c.Description
	}
	if renamed == (Renamed{}) {
		return nil, nil
	}
	return []Event{renamed}, nil
}
