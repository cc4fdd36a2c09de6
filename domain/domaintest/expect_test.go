package domaintest

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
)

// verdict remembers whether a check failed. It stops the check by a panic, as
// a real test is stopped by leaving its goroutine.
type verdict struct{ failed bool }

func (v *verdict) Errorf(string, ...any) { v.failed = true }
func (v *verdict) FailNow()              { panic(v) }

func fails(check func(require.TestingT)) bool {
	v := &verdict{}
	func() {
		defer func() { _ = recover() }()
		check(v)
	}()
	return v.failed
}

func TestExpectFails(t *testing.T) {
	t.Parallel()
	type row = Case[string, int]
	refused := &domain.Error{Kind: domain.Invalid, Code: "CODE", Fields: []domain.FieldError{{Field: "a"}, {Field: "b"}}}
	for name, test := range map[string]struct {
		row  row
		got  []int
		err  error
		fail bool
	}{
		"as expected":             {row: row{Then: []int{1}}, got: []int{1}},
		"nothing, but not nil":    {row: row{}, got: []int{}},
		"refused as expected":     {row: row{Refused: Invalid("CODE", "b", "a")}, err: refused},
		"other events":            {row: row{Then: []int{1}}, got: []int{2}, fail: true},
		"events instead of none":  {row: row{}, got: []int{1}, fail: true},
		"no events":               {row: row{Then: []int{1}}, fail: true},
		"unexpected refusal":      {row: row{}, err: refused, fail: true},
		"not refused":             {row: row{Refused: NotFound()}, fail: true},
		"refused with events":     {row: row{Refused: Invalid("CODE", "a", "b")}, got: []int{1}, err: refused, fail: true},
		"other kind":              {row: row{Refused: Conflict("CODE", "a", "b")}, err: refused, fail: true},
		"other code":              {row: row{Refused: Invalid("OTHER", "a", "b")}, err: refused, fail: true},
		"a field is not named":    {row: row{Refused: Invalid("CODE", "a")}, err: refused, fail: true},
		"an error, but a defect":  {row: row{Refused: Invalid("CODE")}, err: errors.New("defect"), fail: true},
		"a defect, none expected": {row: row{}, err: errors.New("defect"), fail: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failed := fails(func(t require.TestingT) { expect(t, test.row, test.got, test.err) })
			require.Equal(t, test.fail, failed)
		})
	}
}

func TestSettledFails(t *testing.T) {
	t.Parallel()
	endless := domain.Decider[int, int, int]{
		Decide: func(_, c int) ([]int, error) { return []int{c}, nil },
		Evolve: func(s, e int) int { return s + e },
	}
	require.True(t, fails(func(t require.TestingT) { Settled(t, endless, 0, 1) }))
}
