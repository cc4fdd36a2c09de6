package campaign

import "domainflow/domain"

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
	if err := checkReason(c.Reason); err != nil {
		return nil, err
	}
	if s.Exists() && s.Status == StatusPaused {
		return nil, nil
	}
	if err := inStatus(s, "paused", StatusRunning); err != nil {
		return nil, err
	}
	return []Event{Paused(c)}, nil
}

func checkReason(reason string) error {
	var checks domain.Checks
	checks.Text("reason", reason, 500)
	return checks.Err()
}
