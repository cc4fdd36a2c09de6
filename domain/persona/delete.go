package persona

// Delete ends a persona. Type is the one under which it was looked for.
type Delete struct{ Type Type }

// Deleted ends a persona. Its last profile stays readable in the log, for the
// runs that use it.
type Deleted struct{}

func (Deleted) EventType() string { return "deleted" }

func (Deleted) evolve(s State) State { s.Deleted = true; return s }

func (c Delete) decide(s State) ([]Event, error) {
	if s.Type == "" || s.Type != c.Type {
		return nil, notFound()
	}
	if s.Deleted {
		return nil, nil
	}
	return []Event{Deleted{}}, nil
}
