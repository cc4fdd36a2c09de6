package keywordset_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/keywordset"
)

// decide creates a set out of in and returns it, or the code of each field
// that is wrong and the code of the refusal.
func decide(t *testing.T, in input) (made keywordset.Set, wrong map[string]string, code string) {
	t.Helper()
	happened, err := keywordset.Decider.Decide(keywordset.State{}, keywordset.Create{Input: in})
	if err == nil {
		return happened[0].(keywordset.Created).Set, nil, ""
	}
	refused, ok := domain.AsError(err)
	require.True(t, ok, "%v", err)
	require.Equal(t, domain.Invalid, refused.Kind)
	wrong = map[string]string{}
	for _, f := range refused.Fields {
		wrong[f.Field] = f.Code
	}
	return keywordset.Set{}, wrong, refused.Code
}

func one(r keywordset.RuleInput) input {
	return input{Name: "n", Rules: []keywordset.RuleInput{r}}
}

func TestRuleFields(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*keywordset.RuleInput)
		want   map[string]string
	}{
		"the least": {func(r *keywordset.RuleInput) { r.Pattern, r.ContextChars, r.Weight = "ä", ptr(0), ptr(1) }, nil},
		"the most": {func(r *keywordset.RuleInput) {
			r.Pattern, r.Category = strings.Repeat("ä", 1000), strings.Repeat("ä", 100)
			r.ContextChars, r.Weight = ptr(500), ptr(100)
		}, nil},
		"no pattern":        {func(r *keywordset.RuleInput) { r.Pattern = "" }, map[string]string{"rules[0].pattern": "required"}},
		"a long pattern":    {func(r *keywordset.RuleInput) { r.Pattern = strings.Repeat("ä", 1001) }, map[string]string{"rules[0].pattern": "too_long"}},
		"a NUL":             {func(r *keywordset.RuleInput) { r.Pattern = "a\x00" }, map[string]string{"rules[0].pattern": "invalid"}},
		"no type":           {func(r *keywordset.RuleInput) { r.RuleType = "" }, map[string]string{"rules[0].ruleType": "invalid"}},
		"another type":      {func(r *keywordset.RuleInput) { r.RuleType = "glob" }, map[string]string{"rules[0].ruleType": "invalid"}},
		"a long category":   {func(r *keywordset.RuleInput) { r.Category = strings.Repeat("ä", 101) }, map[string]string{"rules[0].category": "too_long"}},
		"context below 0":   {func(r *keywordset.RuleInput) { r.ContextChars = ptr(-1) }, map[string]string{"rules[0].contextChars": "out_of_range"}},
		"context above 500": {func(r *keywordset.RuleInput) { r.ContextChars = ptr(501) }, map[string]string{"rules[0].contextChars": "out_of_range"}},
		"weight 0":          {func(r *keywordset.RuleInput) { r.Weight = ptr(0) }, map[string]string{"rules[0].weight": "out_of_range"}},
		"weight 101":        {func(r *keywordset.RuleInput) { r.Weight = ptr(101) }, map[string]string{"rules[0].weight": "out_of_range"}},
		"everything at once": {func(r *keywordset.RuleInput) { *r = keywordset.RuleInput{Weight: ptr(0)} }, map[string]string{
			"rules[0].pattern": "required", "rules[0].ruleType": "invalid", "rules[0].weight": "out_of_range"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := word("r1", "buy")
			test.change(&r)
			_, wrong, _ := decide(t, one(r))
			require.Equal(t, test.want, wrong)
		})
	}
}

func TestRegexIsCheckedOnSave(t *testing.T) {
	t.Parallel()
	for pattern, says := range map[string]string{
		`ä(b`:                     "missing closing ) at character 1",
		`ab[z-a]`:                 "invalid character class range at character 4: z-a",
		`ä+*`:                     "at character 2: +*",
		`ab\y`:                    `invalid escape sequence at character 3: \y`,
		`a(?=b)`:                  "at character 2: (?=",
		`(a)\1`:                   `at character 4: \1`,
		`a{1001}`:                 "at character 2: {1001}",
		strings.Repeat("(", 1000): "missing closing )",
		`a*`:                      "empty string",
		`a|`:                      "empty string",
		`(a?)+`:                   "empty string",
		`\b`:                      "empty string",
		`^$`:                      "empty string",
		`(?:a*){2}`:               "empty string",
		`a{0,3}`:                  "empty string",
		`()`:                      "empty string",
		`\bx*\b`:                  "empty string",
	} {
		_, err := keywordset.Decider.Decide(keywordset.State{}, keywordset.Create{Input: one(regex("r1", pattern))})
		refused, ok := domain.AsError(err)
		require.True(t, ok, pattern)
		require.Equal(t, "rules[0].pattern", refused.Fields[0].Field)
		require.Contains(t, refused.Fields[0].Message, says, pattern)
	}
	for _, pattern := range []string{`a`, `^a$`, `\bshop\b`, `a+`, `a|b`, `(a*)b`, `a{2,3}`, `.`, `(?s).`, `\pL+`, `[^a]`, `(?i)Käse`, `[^\x00-\x{10FFFF}]`} {
		_, wrong, _ := decide(t, one(regex("r1", pattern)))
		require.Empty(t, wrong, pattern)
	}
}

func TestStringsAreNoExpressions(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{`a*`, `(`, ` `, `[`} {
		made, wrong, _ := decide(t, one(word("r1", pattern)))
		require.Empty(t, wrong)
		require.Equal(t, pattern, made.Rules[0].Pattern)
	}
}

func TestMatchIn(t *testing.T) {
	t.Parallel()
	in := one(word("r1", "buy"))
	in.MatchIn = []keywordset.Place{keywordset.Headers, keywordset.VisibleText, keywordset.Headers}
	made, _, _ := decide(t, in)
	require.Equal(t, []keywordset.Place{keywordset.VisibleText, keywordset.Headers}, made.MatchIn, "one order for one meaning")

	in.MatchIn = []keywordset.Place{}
	_, wrong, _ := decide(t, in)
	require.Equal(t, map[string]string{"matchIn": "required"}, wrong)

	in.MatchIn = []keywordset.Place{keywordset.Title, "footer"}
	_, wrong, _ = decide(t, in)
	require.Equal(t, map[string]string{"matchIn[1]": "invalid"}, wrong)
}

func many(n int, pattern, category string) input {
	in := input{Name: "n"}
	for i := range n {
		r := word(fmt.Sprint(i), pattern)
		r.Category = category
		in.Rules = append(in.Rules, r)
	}
	return in
}

func TestSizeOfASet(t *testing.T) {
	t.Parallel()
	_, wrong, _ := decide(t, many(1000, "buy", ""))
	require.Empty(t, wrong)

	_, wrong, code := decide(t, many(1001, "buy", ""))
	require.Equal(t, map[string]string{"rules": "too_long"}, wrong)
	require.Equal(t, domain.CodeValidation, code)

	_, wrong, _ = decide(t, many(256, strings.Repeat("ä", 512), ""))
	require.Empty(t, wrong, "256 KiB exactly")

	_, wrong, code = decide(t, many(257, strings.Repeat("ä", 512), ""))
	require.Equal(t, map[string]string{"rules": keywordset.CodeSetTooLarge}, wrong)
	require.Equal(t, keywordset.CodeSetTooLarge, code)

	_, wrong, code = decide(t, many(1000, strings.Repeat(`"`, 250), strings.Repeat("😀", 100)))
	require.Equal(t, map[string]string{"rules": keywordset.CodeSetTooLarge}, wrong, "it would not fit into one event")
	require.Equal(t, keywordset.CodeSetTooLarge, code)
}

// FuzzPattern: what is accepted compiles and never matches nothing.
func FuzzPattern(f *testing.F) {
	for _, seed := range []string{`a`, `a*`, `\b`, `(a|b?)+`, `a{0}`, `[[:^alpha:]]`, `(?i:ä)|$`, `\Qa\E`, `(`, "\xff"} {
		f.Add(seed, "some Text with ä, 1")
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		_, wrong, _ := decide(t, one(regex("r1", pattern)))
		if wrong != nil {
			return
		}
		re, err := regexp.Compile(pattern)
		require.NoError(t, err)
		for _, at := range re.FindAllStringIndex(text, 100) {
			require.Less(t, at[0], at[1], "matches nothing in %q", text)
		}
	})
}
