package keywordset

// Delete ends a keyword set.
type Delete struct{}

// Deleted ends a keyword set. Its last rules stay readable in the log, for
// the runs that use them.
type Deleted struct{}

func (Deleted) EventType() string { return "deleted" }

func (Deleted) evolve(s State) State { s.Deleted = true; return s }

func (Delete) decide(s State) ([]Event, error) {
	if s.Name == "" {
		return nil, notFound()
	}
	if s.Deleted {
		return nil, nil
	}
	return []Event{Deleted{}}, nil
}
