package user

// Delete ends a person.
type Delete struct{}

// Deleted ends a person, their sessions and their keys.
type Deleted struct{}

func (Deleted) EventType() string { return "deleted" }

func (Deleted) evolve(s State) State { s.Deleted = true; return s }

func (Delete) decide(s State) ([]Event, error) {
	if s.Deleted {
		return nil, nil
	}
	if !s.Exists() {
		return nil, notFound()
	}
	return []Event{Deleted{}}, nil
}
