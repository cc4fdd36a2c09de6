package persona

import "reflect"

// Update replaces all of a persona but its type. Type is the one under which
// it was looked for; a persona of the other type is not found.
type Update struct {
	Type Type
	Input
}

// Updated replaces all of a persona but its type.
type Updated struct{ Profile }

func (Updated) EventType() string { return "updated" }

func (e Updated) evolve(s State) State { s.Profile = e.Profile; return s }

func (c Update) decide(s State) ([]Event, error) {
	if !s.Exists() || s.Type != c.Type {
		return nil, notFound()
	}
	profile, err := c.Complete(s.Type)
	if err != nil {
		return nil, err
	}
	if reflect.DeepEqual(s.Profile, profile) {
		return nil, nil
	}
	return []Event{Updated{profile}}, nil
}
