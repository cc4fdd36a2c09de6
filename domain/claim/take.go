package claim

import "domainflow/domain"

// Take gives the name to Holder, the id of what bears it. The name must be
// sent to the aggregate [ID] of Kind and Name.
type Take struct {
	Kind   string
	Name   string
	Holder string
}

// Taken gives the name to its holder.
type Taken struct {
	// Kind of thing that bears the name, such as persona.dns.
	Kind string `json:"kind"`
	// Name as its holder writes it, not in its normal form.
	Name string `json:"name"`
	// Holder is the id of what bears it.
	Holder string `json:"holder"`
}

func (Taken) EventType() string { return "taken" }

func (e Taken) evolve(State) State { return State(e) }

// decide lets a holder take its name again, also in another spelling: nothing
// happens.
func (c Take) decide(s State) ([]Event, error) {
	switch s.Holder {
	case "":
		return []Event{Taken(c)}, nil
	case c.Holder:
		return nil, nil
	}
	const text = "another one has this name already"
	refused := domain.Refuse(domain.Conflict, domain.CodeNameTaken, text)
	refused.Fields = []domain.FieldError{{Field: "name", Code: domain.CodeNameTaken, Message: text}}
	return nil, refused
}
