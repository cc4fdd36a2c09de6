// Package domaintest tells the story of an aggregate in a table: given these
// events, when this command comes, then these events follow, or nothing does,
// or it is refused. It also freezes the JSON of events in golden files.
//
// It registers the test flag -update, for [Goldens]; so only tests import it.
package domaintest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
)

// Case is one row. Without Then and Refused it says that nothing happens,
// which is success.
type Case[C, E any] struct {
	Name  string
	Given []E
	When  C
	Then  []E
	// Refused is set when the command must be turned down.
	Refused *Refusal
}

// Refusal is the part of a [domain.Error] that callers may rely on.
type Refusal struct {
	Kind domain.Kind
	Code string
	// Fields are the paths of all wrong fields, in any order.
	Fields []string
}

// Invalid refuses the command for the fields named, all of them at once.
func Invalid(code string, fields ...string) *Refusal {
	return &Refusal{Kind: domain.Invalid, Code: code, Fields: fields}
}

// Conflict refuses a command that does not fit the state.
func Conflict(code string, fields ...string) *Refusal {
	return &Refusal{Kind: domain.Conflict, Code: code, Fields: fields}
}

// NotFound refuses a command for something that does not exist.
func NotFound() *Refusal {
	return &Refusal{Kind: domain.NotFound, Code: domain.CodeNotFound}
}

// Forbidden refuses a command that who asks may not give.
func Forbidden() *Refusal {
	return &Refusal{Kind: domain.Forbidden, Code: domain.CodeForbidden}
}

// Run checks each case in a test of its own. Beside the outcome it checks
// that the decider is pure: neither deciding nor evolving changes a state
// that somebody else still holds, and deciding again gives the same.
func Run[S, C, E any](t *testing.T, d domain.Decider[S, C, E], cases ...Case[C, E]) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			var zero S
			state, untouched := d.Fold(zero, c.Given...), d.Fold(zero, c.Given...)
			got, err := d.Decide(state, c.When)
			expect(t, c, got, err)
			again, _ := d.Decide(state, c.When)
			require.Equal(t, got, again, "deciding twice differs")
			d.Fold(state, c.Then...)
			require.Equal(t, untouched, state, "the state was changed in place")
		})
	}
}

func expect[C, E any](t require.TestingT, c Case[C, E], got []E, err error) {
	if c.Refused == nil {
		require.NoError(t, err)
		if len(c.Then) == 0 {
			require.Empty(t, got, "nothing should happen")
			return
		}
		require.Equal(t, c.Then, got)
		return
	}
	require.Empty(t, got, "refused, and yet events")
	refused, ok := domain.AsError(err)
	require.True(t, ok, "not a refusal: %v", err)
	require.Equal(t, c.Refused.Kind, refused.Kind, "kind of %v", err)
	require.Equal(t, c.Refused.Code, refused.Code, "code of %v", err)
	var fields []string
	for _, f := range refused.Fields {
		fields = append(fields, f.Field)
	}
	require.ElementsMatch(t, c.Refused.Fields, fields, "fields of %v", err)
}

// Settled requires that a command that was carried out has nothing left to do
// when it comes again.
func Settled[S, C, E any](t require.TestingT, d domain.Decider[S, C, E], state S, command C) {
	events, err := d.Decide(state, command)
	require.NoError(t, err)
	again, err := d.Decide(d.Fold(state, events...), command)
	require.NoError(t, err)
	require.Empty(t, again, "the command has something to do twice")
}
