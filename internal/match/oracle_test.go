package match_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"domainflow/internal/match"
)

// prefixOf returns the bytes at the start of text that equal a pattern, 0 when
// it does not start with it, by comparing character after character.
func prefixOf(text, pattern string, sensitive bool) int {
	n := 0
	for _, want := range pattern {
		got, size := utf8.DecodeRuneInString(text[n:])
		same := got == want || !sensitive && strings.EqualFold(string(got), string(want))
		if size == 0 || got == utf8.RuneError && size == 1 || !same {
			return 0
		}
		n += size
	}
	return n
}

func naiveString(r match.Rule, text string) (spans [][]int) {
	for i := 0; i < len(text); {
		if n := prefixOf(text[i:], r.Pattern, r.CaseSensitive); n > 0 {
			spans = append(spans, []int{i, i + n})
			i += n
			continue
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	return spans
}

func naiveRegex(r match.Rule, text string) [][]int {
	flags := "(?i:"
	if r.CaseSensitive {
		flags = "(?:"
	}
	return regexp.MustCompile(flags+r.Pattern+")").FindAllStringIndex(text, -1)
}

func naive(rules []match.Rule, text string) (hits []match.Hit) {
	for i, r := range rules {
		spans := naiveString(r, text)
		if r.Regex {
			spans = naiveRegex(r, text)
		}
		if len(spans) == 0 {
			continue
		}
		before, first, after := []rune(text[:spans[0][0]]), []rune(text[spans[0][0]:spans[0][1]]), []rune(text[spans[0][1]:])
		before = before[max(0, len(before)-r.ContextChars):]
		after = after[:min(len(after), r.ContextChars)]
		hits = append(hits, match.Hit{
			Rule: i, Where: match.VisibleText, Count: min(len(spans), 1000), Capped: len(spans) > 1000,
			Text: string(first), Context: string(before) + string(first) + string(after),
		})
	}
	return hits
}

var alphabets = []string{"ab", "aAbBk", "kK\u212asSſ", "ßẞsS", "iIİı", "aȺⱥöÖ", "ab世界", "σΣςa", "Ǆǅǆx"}

func texts(alphabet string, least, most int) *rapid.Generator[string] {
	return rapid.StringOfN(rapid.RuneFrom([]rune(alphabet)), least, most, -1)
}

// expressions are built from parts with and without texts to wait for.
func expressions(alphabet string) *rapid.Generator[string] {
	part := rapid.OneOf(
		texts(alphabet, 1, 4),
		rapid.SampledFrom([]string{".", "[ab]", "\\pL", "(ab|s)", "(?:abc|kab)", "(?i:ks)", "(?-i:Ab)", "\\b", "x*", "(aba)+", "(?:ab){2}", "\ufffd"}),
		rapid.Map(texts(alphabet, 1, 3), func(s string) string { return "(" + s + ")?" }),
		rapid.Map(texts(alphabet, 1, 3), func(s string) string { return "(?:" + s + "|" + s + "k)" }),
	)
	return rapid.Map(rapid.SliceOfN(part, 1, 4), func(parts []string) string { return strings.Join(parts, "") })
}

func TestMatchesAsTheOracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		alphabet := rapid.SampledFrom(alphabets).Draw(t, "alphabet")
		rule := rapid.Custom(func(t *rapid.T) match.Rule {
			r := match.Rule{
				Regex:         rapid.Bool().Draw(t, "regex"),
				CaseSensitive: rapid.Bool().Draw(t, "sensitive"),
				ContextChars:  rapid.IntRange(0, 4).Draw(t, "context"),
				In:            match.VisibleText,
			}
			r.Pattern = texts(alphabet, 1, 5).Draw(t, "string")
			if r.Regex {
				r.Pattern = expressions(alphabet).Filter(func(p string) bool {
					return match.Check(match.Rule{Pattern: p, Regex: true}) == nil
				}).Draw(t, "expression")
			}
			return r
		})
		rules := rapid.SliceOfN(rule, 1, 12).Draw(t, "rules")
		pieces := rapid.OneOf(texts(alphabet, 1, 30), rapid.SampledFrom([]string{"\xff", "\xc5", "\x84\xaa", "\xe2\x84", " ", "\ufffd"}))
		text := strings.Join(rapid.SliceOfN(pieces, 0, 8).Draw(t, "text"), "")
		require.Equal(t, naive(rules, text), compile(t, rules...).Match(match.Page{Text: text}), "%q", text)
	})
}

func FuzzMatch(f *testing.F) {
	f.Add("casino", "key|casino", "a Casino and its key")
	f.Add("ſ", "(?i)k+", "s\u212aS\xff")
	f.Add("\u212a", `\x{FFFD}ab`, "kk\xffab\xe2\x84")
	f.Add("ⱥ", "(ⱥȺ)+x", "ȺȺⱥx")
	f.Add("aa", "a{3,}", "aaaaaaa")
	f.Add("*", "a**", "")
	f.Fuzz(func(t *testing.T, pattern, expression, text string) {
		var rules []match.Rule
		for _, sensitive := range []bool{false, true} {
			for _, r := range []match.Rule{{Pattern: pattern}, {Pattern: expression, Regex: true}} {
				r.CaseSensitive, r.ContextChars, r.In = sensitive, 3, match.VisibleText
				if match.Check(r) == nil {
					rules = append(rules, r)
				}
			}
		}
		if len(text) > 900 { // longer first hits are cut
			return
		}
		require.Equal(t, naive(rules, text), compile(t, rules...).Match(match.Page{Text: text}))
	})
}
