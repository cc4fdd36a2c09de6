package match_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/internal/match"
)

func regex(pattern string) match.Rule {
	return match.Rule{Pattern: pattern, Regex: true, In: match.VisibleText}
}

func literal(pattern string) match.Rule {
	return match.Rule{Pattern: pattern, In: match.VisibleText}
}

func TestFaultsNameTheirPlace(t *testing.T) {
	t.Parallel()
	cases := []struct {
		rule    match.Rule
		offset  int
		message string
	}{
		{literal(""), 0, "empty"},
		{regex(""), 0, "empty"},
		{literal("aü\xffb"), 2, "UTF-8"},
		{regex("aü\xffb"), 2, "UTF-8"},
		{regex("ab[c"), 2, "missing closing ]"},
		{regex("[a]b[c"), 4, "missing closing ]"},
		{regex("üb[z-a]c"), 3, "invalid character class range"},
		{regex("a)(b"), 1, "unexpected )"},
		{regex(`\)a(b))c`), 6, "unexpected )"},
		{regex("a(b"), 3, "missing closing )"},
		{regex(`\**a**`), 4, "invalid nested repetition operator"},
		{regex("a|*b"), 2, "missing argument to repetition operator"},
		{regex("ab{2000}"), 2, "invalid repeat count"},
		{regex(`ab\`), 2, "trailing backslash"},
		{regex(`a\d\y`), 3, "invalid escape sequence"},
		{regex(`a\pZ\p{Nope}`), 4, "invalid character class range"},
		{regex("a(?=b)"), 1, "invalid or unsupported Perl syntax"},
		{regex("(?:(?:a{100}){10}){3}"), 18, "invalid repeat count"},
		{regex("[a-z]{600}[a-z]{600}"), 0, "too large"},
		{regex("(a{0,900}){1,3}b"), 10, "invalid repeat count"},
		{regex("a*"), 0, "empty string"},
		{regex("(a|b?)"), 0, "empty string"},
		{regex(`\b`), 0, "empty string"},
		{regex(`^$`), 0, "empty string"},
		{regex(`(?:a{0,3}){2}`), 0, "empty string"},
		{regex("a|"), 0, "empty string"},
	}
	for _, c := range cases {
		for _, sensitive := range []bool{false, true} {
			c.rule.CaseSensitive = sensitive
			var fault *match.RuleError
			require.ErrorAs(t, match.Check(c.rule), &fault, c.rule.Pattern)
			require.Contains(t, fault.Message, c.message, c.rule.Pattern)
			require.Equal(t, c.offset, fault.Offset, "%s: %s", c.rule.Pattern, fault.Message)

			_, err := match.Compile([]match.Rule{literal("x"), c.rule, literal("")})
			require.ErrorAs(t, err, &fault)
			require.Equal(t, 1, fault.Index)
		}
	}
}

func TestCheckAccepts(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{
		"a", `\bcasino\b`, "a.{0,400}b", "(?i)a", "(?-i)Abc", "a+", "(a|bc)+", `\pL{3}`, `\x{FFFD}`, "[^\\x00-\\x{10FFFF}]",
		strings.Repeat("x", 1000),
	} {
		require.NoError(t, match.Check(regex(pattern)), pattern)
		require.NoError(t, match.Check(literal(pattern)), pattern)
	}
	require.NoError(t, match.Check(literal("a)(b[**")))
}

func TestBroad(t *testing.T) {
	t.Parallel()
	cases := []struct {
		rule  match.Rule
		broad bool
	}{
		{literal("ab"), true},
		{literal("世界"), true},
		{literal("abc"), false},
		{regex("abc"), false},
		{regex("a.b.c"), true},
		{regex("[a-z]+"), true},
		{regex(`\d+ abc \d+`), false},
		{regex("ab+c"), true},
		{regex("a(b)c"), false},
		{regex("(?:ab){3}"), false},
		{regex("(abc)?d"), true},
		{regex("(abc)+d"), false},
		{regex("abc|def"), false},
		{regex("abc|de"), true},
		{regex("(?:cheap|buy) +[a-z]+"), false},
		{regex("[Cc]asino"), false},
		{regex(`a\x{FFFD}b`), true},
		{regex("*"), false}, // does not compile
		{literal(""), false},
	}
	for _, c := range cases {
		require.Equal(t, c.broad, match.Broad(c.rule), c.rule.Pattern)
	}
}
