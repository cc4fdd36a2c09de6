package claim

// Release frees the name that Holder bears.
type Release struct{ Holder string }

// Released frees the name for anybody.
type Released struct {
	// Holder is the id of what bore it.
	Holder string `json:"holder"`
}

func (Released) EventType() string { return "released" }

func (Released) evolve(State) State { return State{} }

// decide does nothing for anybody but the holder: what they want, not to bear
// the name, is so already. A release that comes again, after somebody else
// took the name, must not take it away.
func (c Release) decide(s State) ([]Event, error) {
	if c.Holder == "" || s.Holder != c.Holder {
		return nil, nil
	}
	return []Event{Released(c)}, nil
}
