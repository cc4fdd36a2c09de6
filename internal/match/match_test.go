package match_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"domainflow/internal/match"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func compile(t require.TestingT, rules ...match.Rule) *match.Matcher {
	m, err := match.Compile(rules)
	require.NoError(t, err)
	return m
}

// one is what a single rule finds in a visible text.
func one(t *testing.T, rule match.Rule, text string) match.Hit {
	hits := compile(t, rule).Match(match.Page{Text: text})
	if len(hits) == 0 {
		return match.Hit{}
	}
	require.Len(t, hits, 1)
	return hits[0]
}

func TestStrings(t *testing.T) {
	t.Parallel()
	cases := []struct {
		pattern, text string
		sensitive     bool
		count         int
		first         string
	}{
		{"casino", "Casino, CASINO, cas ino", false, 2, "Casino"},
		{"casino", "Casino, casino", true, 1, "casino"},
		{"aa", "aaaaa", false, 2, "aa"},
		{"aba", "ababa aba", false, 2, "aba"},
		{"a.b", "axb a.b", false, 1, "a.b"},
		{"x", "", false, 0, ""},
		{"größe", "GRÖSSE Größe GRÖẞE", false, 2, "Größe"},
		{"größe", "GRÖẞE größe", true, 1, "größe"},
		{"ok", "O\u212a", false, 1, "O\u212a"},
		{"ok", "O\u212a ok", true, 1, "ok"},
		{"\u212a", "k K \u212a", false, 3, "k"},
		{"\u212a", "k K \u212a", true, 1, "\u212a"},
		{"news", "newſ NEWS", false, 2, "newſ"},
		{"ß", "ss ß ẞ", false, 2, "ß"},
		{"İ", "i I İ ı", false, 1, "İ"},
		{"i", "i I İ ı", false, 2, "i"},
		{"σας", "ΣΑΣ σασ", false, 2, "ΣΑΣ"},
		{"ⱥb", "ȺB Ⱥb", false, 2, "ȺB"}, // folding changes the length
		{"世界", "世界世界", false, 2, "世界"},
		{"ö", "\xffÖ\xc3", false, 1, "Ö"},
		{"𐐨", "𐐀", false, 1, "𐐀"}, // outside the basic plane
	}
	for _, c := range cases {
		hit := one(t, match.Rule{Pattern: c.pattern, CaseSensitive: c.sensitive, In: match.VisibleText}, c.text)
		require.Equal(t, c.count, hit.Count, "%q in %q", c.pattern, c.text)
		require.Equal(t, c.first, hit.Text, "%q in %q", c.pattern, c.text)
	}
}

func TestExpressions(t *testing.T) {
	t.Parallel()
	cases := []struct {
		pattern, text string
		sensitive     bool
		count         int
		first         string
	}{
		{`\bbuy \w+ now`, "Buy gold NOW, buy it now", false, 2, "Buy gold NOW"},
		{`\bbuy \w+ now`, "Buy gold now, buy it now", true, 1, "buy it now"},
		{`(?-i)Buy`, "buy Buy", false, 1, "Buy"},
		{`(?i)buy`, "buy Buy", true, 2, "buy"},
		{`cat|dog`, "Dog cat", false, 2, "Dog"},
		{`a|bcd`, "xxa", false, 1, "a"},
		{`^abc`, "abcabc", false, 1, "abc"},
		{`news`, "newſ", false, 1, "newſ"},
		{`\d+`, "1 22", false, 2, "1"},
		{`ab\x{FFFD}cde`, "ab\xffcde", false, 1, "ab\ufffdcde"},
		{`abc.`, "abc\xff", false, 1, "abc\ufffd"},
		{`größe`, "GRÖẞE", false, 1, "GRÖẞE"},
	}
	for _, c := range cases {
		hit := one(t, match.Rule{Pattern: c.pattern, Regex: true, CaseSensitive: c.sensitive, In: match.VisibleText}, c.text)
		require.Equal(t, c.count, hit.Count, "%q in %q", c.pattern, c.text)
		require.Equal(t, c.first, hit.Text, "%q in %q", c.pattern, c.text)
	}
}

func TestContext(t *testing.T) {
	t.Parallel()
	rule := func(pattern string, chars int) match.Rule {
		return match.Rule{Pattern: pattern, ContextChars: chars, In: match.VisibleText}
	}
	require.Equal(t, "öü key 世界", one(t, rule("KEY", 3), "aöü key 世界!").Context)
	require.Equal(t, "aöü key 世界!", one(t, rule("key", 500), "aöü key 世界!").Context)
	require.Equal(t, "key", one(t, rule("key", 0), "a key b").Context)
	require.Equal(t, "\ufffd\ufffdkey\ufffdb", one(t, rule("key", 2), "a\xc3\xffkey\xffbc").Context)
	require.Equal(t, "ⱥⱥkö\u212aⱥ", one(t, rule("KÖK", 2), "ⱥⱥⱥkö\u212aⱥ").Context)

	page := strings.Repeat("ü", 5000)
	long := one(t, match.Rule{Pattern: ".+", Regex: true, ContextChars: 7, In: match.VisibleText}, "\n\n"+page)
	require.Equal(t, page[:2*1000], long.Text)
	require.Equal(t, "\n\n"+long.Text, long.Context)
}

func TestPlacesAndOrder(t *testing.T) {
	t.Parallel()
	m := compile(t,
		match.Rule{Pattern: "alpha", In: match.Headers | match.Title},
		match.Rule{Pattern: "alp.a", Regex: true, In: match.RawBody},
		match.Rule{Pattern: "alpha", In: match.VisibleText | match.Title | match.RawBody | match.Headers},
		match.Rule{Pattern: "alpha"},
	)
	page := match.Page{Text: "alpha", Title: "Alpha alpha", Body: []byte("<p>alpha"), Headers: "X: ALPHA"}
	hit := func(rule int, where match.Place, count int, text string) match.Hit {
		return match.Hit{Rule: rule, Where: where, Count: count, Text: text, Context: text}
	}
	require.Equal(t, []match.Hit{
		hit(0, match.Title, 2, "Alpha"),
		hit(0, match.Headers, 1, "ALPHA"),
		hit(1, match.RawBody, 1, "alpha"),
		hit(2, match.VisibleText, 1, "alpha"),
		hit(2, match.Title, 2, "Alpha"),
		hit(2, match.RawBody, 1, "alpha"),
		hit(2, match.Headers, 1, "ALPHA"),
	}, m.Match(page))
	require.Empty(t, m.Match(match.Page{}))
	require.Empty(t, compile(t).Match(page))
}

func TestCountingStops(t *testing.T) {
	t.Parallel()
	for _, rule := range []match.Rule{literal("key"), regex("k[e]y"), {Pattern: "key", CaseSensitive: true, In: match.VisibleText}} {
		exactly := one(t, rule, strings.Repeat("key ", 1000))
		require.Equal(t, 1000, exactly.Count)
		require.False(t, exactly.Capped)
		more := one(t, rule, strings.Repeat("key ", 1001))
		require.Equal(t, 1000, more.Count)
		require.True(t, more.Capped)
	}
}

// More states than the dense table has rows: the rest is walked by the tree.
func TestThousandLongRules(t *testing.T) {
	t.Parallel()
	rules := make([]match.Rule, 1000)
	var page strings.Builder
	for i := range rules {
		rules[i] = literal(strings.Repeat(fmt.Sprintf("%04d-%c ", i, 'a'+rune(i%26)), 40) + "end")
		page.WriteString(strings.ToUpper(rules[i].Pattern) + strings.TrimSuffix(rules[i].Pattern, "nd"))
	}
	hits := compile(t, rules...).Match(match.Page{Text: page.String()})
	require.Len(t, hits, len(rules))
	for i, hit := range hits {
		require.Equal(t, match.Hit{Rule: i, Where: match.VisibleText, Count: 1, Text: strings.ToUpper(rules[i].Pattern), Context: strings.ToUpper(rules[i].Pattern)}, hit)
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	m := compile(t, literal("größe"), regex("gr.ße"), literal("s"))
	page := match.Page{Text: "GRÖẞE größe ſ"}
	want := m.Match(page)
	require.Len(t, want, 3)
	var all sync.WaitGroup
	results := make([][]match.Hit, 8)
	for i := range results {
		all.Go(func() { results[i] = m.Match(page) })
	}
	all.Wait()
	for _, got := range results {
		require.Equal(t, want, got)
	}
}
