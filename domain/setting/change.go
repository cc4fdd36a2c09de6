package setting

import "domainflow/domain"

// Change sets a section as a whole: a field that the input leaves out gets its
// default again.
type Change struct{ Input }

// Input is a section as users write it: [ServerInput], [RateLimitInput],
// [LoggingInput], [AuthInput] or [WorkerInput].
type Input interface {
	// Section is the one that is set, and the id of its aggregate.
	Section() Section
	// complete checks the fields and fills in what is left out.
	complete(checks *domain.Checks) Values
	// of are the values of the section.
	of(s Settings) any
}

// Changed sets a section as a whole. ChangedFields are those whose values are
// others than before.
type Changed struct {
	Section       Section  `json:"section"`
	ChangedFields []string `json:"changedFields"`
	Values
}

func (Changed) EventType() string { return "changed" }

func (e Changed) evolve(State) State { return State{e.Values} }

func (c Change) decide(s State) ([]Event, error) {
	var checks domain.Checks
	values := c.complete(&checks)
	if err := checks.Err(); err != nil {
		return nil, err
	}
	before := Defaults().With(s.Values)
	fields := differing(c.of(before), c.of(before.With(values)))
	if len(fields) == 0 {
		return nil, nil
	}
	return []Event{Changed{Section: c.Section(), ChangedFields: fields, Values: values}}, nil
}

// or is the value given, or else the default.
func or[T any](given *T, otherwise T) T {
	if given == nil {
		return otherwise
	}
	return *given
}

func inRange(checks *domain.Checks, field string, n, least, most int) {
	checks.Require(n >= least && n <= most, field, domain.FieldOutOfRange, "must be %d to %d", least, most)
}
