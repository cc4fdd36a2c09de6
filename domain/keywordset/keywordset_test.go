package keywordset_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/domaintest"
	"domainflow/domain/keywordset"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type (
	row    = domaintest.Case[keywordset.Command, keywordset.Event]
	events = []keywordset.Event
	input  = keywordset.Input
)

func ptr(n int) *int { return &n }

// word is a rule that leaves out whatever may be left out.
func word(newID, pattern string) keywordset.RuleInput {
	return keywordset.RuleInput{NewID: newID, Pattern: pattern, RuleType: keywordset.String}
}

func regex(newID, pattern string) keywordset.RuleInput {
	return keywordset.RuleInput{NewID: newID, Pattern: pattern, RuleType: keywordset.Regex}
}

func kept(id, pattern string) keywordset.RuleInput {
	return keywordset.RuleInput{ID: id, NewID: "unused", Pattern: pattern, RuleType: keywordset.String}
}

func rule(id, pattern string) keywordset.Rule {
	return keywordset.Rule{ID: id, Pattern: pattern, RuleType: keywordset.String, ContextChars: 40, Weight: 10}
}

func set(name string, rules ...keywordset.Rule) keywordset.Set {
	return keywordset.Set{Name: name, IsEnabled: true,
		MatchIn: []keywordset.Place{keywordset.VisibleText, keywordset.Title}, Rules: rules}
}

func TestGoldens(t *testing.T) {
	t.Parallel()
	full := set("Shops", rule("r1", "buy <now>"), keywordset.Rule{ID: "r2", Pattern: `sh[o0]p\d+`, RuleType: keywordset.Regex,
		IsCaseSensitive: true, Category: "trade", ContextChars: 0, Weight: 100})
	full.Description, full.IsEnabled, full.MatchIn = "of all kinds", false, keywordset.Places
	domaintest.Goldens(t, keywordset.Events, map[string]domain.Event{
		"created": keywordset.Created{Set: set("Shops", rule("r1", "buy"))},
		"updated": keywordset.Updated{Set: full},
		"deleted": keywordset.Deleted{},
	})
}

func TestCreate(t *testing.T) {
	t.Parallel()
	create := keywordset.Create{Input: input{Name: " Shops ", IsEnabled: true, Rules: []keywordset.RuleInput{word("r1", "buy")}}}
	created := keywordset.Created{Set: set("Shops", rule("r1", "buy"))}
	other := create
	other.Name = "Others"
	domaintest.Run(t, keywordset.Decider,
		row{Name: "with defaults", When: create, Then: events{created}},
		row{Name: "the same again", Given: events{created}, When: create},
		row{Name: "another one under the same id", Given: events{created}, When: other,
			Refused: domaintest.Conflict(domain.CodeInvalidState)},
		row{Name: "again after deletion", Given: events{created, keywordset.Deleted{}}, When: create,
			Refused: domaintest.Conflict(domain.CodeInvalidState)},
		row{Name: "with a rule of another set",
			When:    keywordset.Create{Input: input{Name: "n", Rules: []keywordset.RuleInput{kept("r9", "buy")}}},
			Refused: domaintest.Invalid(domain.CodeValidation, "rules[0].id")},
		row{Name: "with nothing", When: keywordset.Create{}, Refused: domaintest.Invalid(domain.CodeValidation, "name", "rules")},
	)
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	given := events{keywordset.Created{Set: set("Shops", rule("r1", "buy"), rule("r2", "sell"))}}
	update := func(rules ...keywordset.RuleInput) keywordset.Update {
		return keywordset.Update{Input: input{Name: "Shops", IsEnabled: true, Rules: rules}}
	}
	updated := func(rules ...keywordset.Rule) events {
		return events{keywordset.Updated{Set: set("Shops", rules...)}}
	}
	domaintest.Run(t, keywordset.Decider,
		row{Name: "keeps the ids that are sent", Given: given, When: update(kept("r2", "sells"), word("r3", "buy")),
			Then: updated(rule("r2", "sells"), rule("r3", "buy"))},
		row{Name: "makes a new rule of one without id", Given: given, When: update(word("r3", "buy"), word("r4", "sell")),
			Then: updated(rule("r3", "buy"), rule("r4", "sell"))},
		row{Name: "to another order", Given: given, When: update(kept("r2", "sell"), kept("r1", "buy")),
			Then: updated(rule("r2", "sell"), rule("r1", "buy"))},
		row{Name: "to what it is", Given: given, When: update(kept("r1", "buy"), kept("r2", "sell"))},
		row{Name: "an unknown rule", Given: given, When: update(kept("r1", "buy"), kept("r9", "sell")),
			Refused: domaintest.Invalid(domain.CodeValidation, "rules[1].id")},
		row{Name: "a rule that is gone", Given: append(given, updated(rule("r1", "buy"))...), When: update(kept("r2", "sell")),
			Refused: domaintest.Invalid(domain.CodeValidation, "rules[0].id")},
		row{Name: "one rule twice", Given: given, When: update(kept("r1", "buy"), kept("r1", "sell")),
			Refused: domaintest.Invalid(domain.CodeValidation, "rules[1].id")},
		row{Name: "one that never was", When: update(word("r3", "buy")), Refused: domaintest.NotFound()},
		row{Name: "a deleted one", Given: append(given, keywordset.Deleted{}), When: update(kept("r1", "buy")),
			Refused: domaintest.NotFound()},
		row{Name: "with nothing", Given: given, When: keywordset.Update{}, Refused: domaintest.Invalid(domain.CodeValidation, "name", "rules")},
	)
}

func TestDelete(t *testing.T) {
	t.Parallel()
	created := keywordset.Created{Set: set("Shops", rule("r1", "buy"))}
	domaintest.Run(t, keywordset.Decider,
		row{Name: "one that exists", Given: events{created}, When: keywordset.Delete{}, Then: events{keywordset.Deleted{}}},
		row{Name: "a deleted one", Given: events{created, keywordset.Deleted{}}, When: keywordset.Delete{}},
		row{Name: "one that never was", When: keywordset.Delete{}, Refused: domaintest.NotFound()},
	)
}

func TestUsable(t *testing.T) {
	t.Parallel()
	on, off := set("Shops"), set("Shops")
	off.IsEnabled = false
	state := func(e ...keywordset.Event) keywordset.State { return keywordset.Decider.Fold(keywordset.State{}, e...) }
	require.False(t, state().Usable())
	require.True(t, state(keywordset.Created{Set: on}).Usable())
	require.False(t, state(keywordset.Created{Set: on}, keywordset.Updated{Set: off}).Usable())
	require.False(t, state(keywordset.Created{Set: on}, keywordset.Deleted{}).Usable())
}

// Whatever is accepted is settled by its event, and no two rules of a set
// ever have the same id.
func TestCommandsSettle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var state keywordset.State
		next := 0
		for range rapid.IntRange(1, 10).Draw(t, "commands") {
			in := input{Name: "n"}
			for range rapid.IntRange(0, 3).Draw(t, "rules") {
				next++
				r := word(fmt.Sprint(next), rapid.SampledFrom([]string{"a", "b"}).Draw(t, "pattern"))
				r.ID = rapid.SampledFrom(append(ids(state), "")).Draw(t, "id")
				in.Rules = append(in.Rules, r)
			}
			command := rapid.SampledFrom([]keywordset.Command{
				keywordset.Create{Input: in}, keywordset.Update{Input: in}, keywordset.Delete{},
			}).Draw(t, "command")
			happened, err := keywordset.Decider.Decide(state, command)
			if err != nil {
				continue
			}
			state = keywordset.Decider.Fold(state, happened...)
			sorted := slices.Sorted(slices.Values(ids(state)))
			require.Len(t, slices.Compact(slices.Clone(sorted)), len(sorted), "an id twice: %v", sorted)
			if !sendsNewRules(command) {
				domaintest.Settled(t, keywordset.Decider, state, command)
			}
		}
	})
}

func ids(s keywordset.State) []string {
	var out []string
	for _, r := range s.Rules {
		out = append(out, r.ID)
	}
	return out
}

func sendsNewRules(c keywordset.Command) bool {
	update, ok := c.(keywordset.Update)
	return ok && slices.ContainsFunc(update.Rules, func(r keywordset.RuleInput) bool { return r.ID == "" })
}
