package campaign

import (
	"unicode/utf8"

	"domainflow/domain"
)

// Pause stops the work until [Resume]. Results in flight may still arrive and
// count; what has no result is asked again after the resume.
type Pause struct{ Reason string }

// Paused stops the work.
type Paused struct {
	Reason string `json:"reason,omitempty"`
}

func (Paused) EventType() string { return "paused" }

func (Paused) evolve(s State) State { s.Status = StatusPaused; return s }

func (c Pause) decide(s State) ([]Event, error) {
	if s.Status == StatusPaused {
		return nil, nil
	}
	if err := inStatus(s, "paused", StatusRunning); err != nil {
		return nil, err
	}
	return []Event{Paused(c)}, checkReason(c.Reason)
}

func checkReason(reason string) error {
	var checks domain.Checks
	checks.Require(utf8.RuneCountInString(reason) <= 500, "reason", tooLong, "must have at most 500 characters")
	return checks.Err()
}
