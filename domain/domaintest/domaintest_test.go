package domaintest_test

import (
	"testing"

	"domainflow/domain"
	"domainflow/domain/domaintest"
)

type (
	command struct{ add int }
	event   struct{ added int }
)

var counter = domain.Decider[[]int, command, event]{
	Decide: func(s []int, c command) ([]event, error) {
		var checks domain.Checks
		checks.Require(c.add >= 0, "add", domain.FieldOutOfRange, "must not be negative")
		checks.Require(c.add != -2, "two", domain.FieldInvalid, "is not liked")
		if err := checks.Err(); err != nil {
			return nil, err
		}
		if c.add == 0 || len(s) == 3 {
			return nil, nil
		}
		return []event{{c.add}}, nil
	},
	Evolve: func(s []int, e event) []int { return append(s[:len(s):len(s)], e.added) },
}

func TestRun(t *testing.T) {
	t.Parallel()
	type row = domaintest.Case[command, event]
	domaintest.Run(t, counter,
		row{Name: "something happens", Given: []event{{1}}, When: command{2}, Then: []event{{2}}},
		row{Name: "nothing happens", When: command{0}},
		row{Name: "nothing happens at the end", Given: []event{{1}, {2}, {3}}, When: command{4}},
		row{Name: "one field", When: command{-1}, Refused: domaintest.Invalid(domain.CodeValidation, "add")},
		row{Name: "all fields at once", When: command{-2}, Refused: domaintest.Invalid(domain.CodeValidation, "two", "add")},
	)
}

func TestSettled(t *testing.T) {
	t.Parallel()
	domaintest.Settled(t, counter, []int{1, 2}, command{3})
}
