package campaign

// Resume goes on with the items that have no result.
type Resume struct{ Reason string }

// Resumed lets the work go on.
type Resumed struct {
	Reason string `json:"reason,omitempty"`
}

func (Resumed) EventType() string { return "resumed" }

func (Resumed) evolve(s State) State { s.Status = StatusRunning; return s }

func (c Resume) decide(s State) ([]Event, error) {
	if err := checkReason(c.Reason); err != nil {
		return nil, err
	}
	if s.Exists() && s.Status == StatusRunning {
		return nil, nil
	}
	if err := inStatus(s, "resumed", StatusPaused); err != nil {
		return nil, err
	}
	return []Event{Resumed(c)}, nil
}
