package campaign

// Delete takes a campaign that does not run out of every view.
type Delete struct{}

// Deleted takes a campaign out of every view. Its events stay, and so does the
// range it reserved; who follows it keeps what it recorded until then.
type Deleted struct{}

func (Deleted) EventType() string { return "deleted" }

func (Deleted) evolve(s State) State { s.Deleted = true; return s }

func (Delete) decide(s State) ([]Event, error) {
	if s.Deleted {
		return nil, nil
	}
	if err := inStatus(s, "deleted", StatusPending, StatusCompleted, StatusFailed, StatusCancelled); err != nil {
		return nil, err
	}
	return []Event{Deleted{}}, nil
}
