package keywordset

import "reflect"

// Update replaces all of a keyword set. A rule keeps its identity when its ID
// is sent; those not sent are gone.
type Update struct{ Input }

// Updated replaces all of a keyword set.
type Updated struct{ Set }

func (Updated) EventType() string { return "updated" }

func (e Updated) evolve(s State) State { s.Set = e.Set; return s }

func (c Update) decide(s State) ([]Event, error) {
	if !s.Exists() {
		return nil, notFound()
	}
	set, err := c.complete(s.Rules)
	if err != nil {
		return nil, err
	}
	if reflect.DeepEqual(s.Set, set) {
		return nil, nil
	}
	return []Event{Updated{set}}, nil
}
