package campaign

// Cancel ends the work for good; items without a result stay pending.
type Cancel struct{ Reason string }

// Cancelled ends the work before it was done.
type Cancelled struct {
	Reason string `json:"reason,omitempty"`
}

func (Cancelled) EventType() string { return "cancelled" }

func (Cancelled) evolve(s State) State { s.Status = StatusCancelled; return s }

func (c Cancel) decide(s State) ([]Event, error) {
	if err := checkReason(c.Reason); err != nil {
		return nil, err
	}
	if s.Exists() && s.Status == StatusCancelled {
		return nil, nil
	}
	if err := inStatus(s, "cancelled", StatusPending, StatusRunning, StatusPaused); err != nil {
		return nil, err
	}
	return []Event{Cancelled(c)}, nil
}
