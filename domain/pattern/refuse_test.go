package pattern_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"domainflow/domain"
	"domainflow/domain/pattern"
)

type wrong map[string]string // field -> code

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("a", n) }
	for name, test := range map[string]struct {
		change func(*pattern.Params)
		want   wrong
	}{
		"no type":                  {func(p *pattern.Params) { p.PatternType = "" }, wrong{"patternType": "invalid"}},
		"another type":             {func(p *pattern.Params) { p.PatternType = "infix" }, wrong{"patternType": "invalid"}},
		"length of the other type": {func(p *pattern.Params) { p.PrefixVariableLength = length(0) }, wrong{"prefixVariableLength": "not_allowed"}},
		"no length":                {func(p *pattern.Params) { p.SuffixVariableLength = nil }, wrong{"suffixVariableLength": "required"}},
		"half of both":             {func(p *pattern.Params) { p.PatternType = pattern.Both }, wrong{"prefixVariableLength": "required"}},
		"short beside long":        {func(p *pattern.Params) { p.VariableLength = length(2) }, wrong{"variableLength": "not_allowed"}},
		"negative length":          {func(p *pattern.Params) { p.SuffixVariableLength = length(-1) }, wrong{"suffixVariableLength": "out_of_range"}},
		"length beyond a label":    {func(p *pattern.Params) { p.SuffixVariableLength = length(64) }, wrong{"suffixVariableLength": "out_of_range"}},
		"short length too large": {func(p *pattern.Params) { p.SuffixVariableLength, p.VariableLength = nil, length(64) },
			wrong{"variableLength": "out_of_range"}},
		"no characters":            {func(p *pattern.Params) { p.CharacterSet = "" }, wrong{"characterSet": "required"}},
		"257 characters":           {func(p *pattern.Params) { p.CharacterSet = long(257) }, wrong{"characterSet": "too_long"}},
		"a dot among characters":   {func(p *pattern.Params) { p.CharacterSet = "a." }, wrong{"characterSet": "invalid"}},
		"a space among characters": {func(p *pattern.Params) { p.CharacterSet = "a b" }, wrong{"characterSet": "invalid"}},
		"bytes that are no text":   {func(p *pattern.Params) { p.CharacterSet = "a\xff" }, wrong{"characterSet": "invalid"}},
		"a symbol":                 {func(p *pattern.Params) { p.CharacterSet = "a€" }, wrong{"characterSet": "invalid"}},
		"a dot in the constant":    {func(p *pattern.Params) { p.ConstantString = "a.b" }, wrong{"constantString": "invalid"}},
		"a long constant":          {func(p *pattern.Params) { p.ConstantString = long(64) }, wrong{"constantString": "too_long"}},
		"nothing at all in a name": {func(p *pattern.Params) { p.SuffixVariableLength, p.ConstantString = length(0), "" }, wrong{"constantString": "required"}},
		"no tld":                   {func(p *pattern.Params) { p.TLDs = nil }, wrong{"tlds": "required"}},
		"101 tlds":                 {func(p *pattern.Params) { p.TLDs = strings.Split(strings.Repeat("a,", 100)+"a", ",") }, wrong{"tlds": "too_long"}},
		"tld beside tlds":          {func(p *pattern.Params) { p.TLD = "net" }, wrong{"tld": "not_allowed"}},
		"an empty tld":             {func(p *pattern.Params) { p.TLDs = []string{"com", " . "} }, wrong{"tlds[1]": "required"}},
		"an empty label":           {func(p *pattern.Params) { p.TLDs = []string{"co..uk"} }, wrong{"tlds[0]": "invalid"}},
		"a leading hyphen":         {func(p *pattern.Params) { p.TLDs = []string{"co.-uk"} }, wrong{"tlds[0]": "invalid"}},
		"a trailing hyphen":        {func(p *pattern.Params) { p.TLDs = []string{"co-.uk"} }, wrong{"tlds[0]": "invalid"}},
		"hyphens in 3 and 4":       {func(p *pattern.Params) { p.TLDs = []string{"ab--c"} }, wrong{"tlds[0]": "invalid"}},
		"a long label":             {func(p *pattern.Params) { p.TLDs = []string{long(64)} }, wrong{"tlds[0]": "invalid"}},
		"a long tld":               {func(p *pattern.Params) { p.TLDs = []string{strings.Repeat("abc.", 63)} }, nil},
		"a too long tld":           {func(p *pattern.Params) { p.TLDs = []string{strings.Repeat("abc.", 63) + "d"} }, wrong{"tlds[0]": "too_long"}},
		"an underscore":            {func(p *pattern.Params) { p.TLDs = []string{"a_b"} }, wrong{"tlds[0]": "invalid"}},
		"a wrong short tld":        {func(p *pattern.Params) { p.TLDs, p.TLD = nil, "a b" }, wrong{"tld": "invalid"}},
		"everything at once": {func(p *pattern.Params) { *p = pattern.Params{} }, wrong{
			"patternType": "invalid", "constantString": "required", "tlds": "required"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			params := valid()
			test.change(&params)
			_, err := pattern.New(params)
			require.Equal(t, test.want, fields(t, err))
		})
	}
}

func fields(t *testing.T, err error) wrong {
	t.Helper()
	if err == nil {
		return nil
	}
	refused, ok := domain.AsError(err)
	require.True(t, ok, "%v", err)
	require.Equal(t, domain.Invalid, refused.Kind)
	got := wrong{}
	for _, f := range refused.Fields {
		require.NotContains(t, got, f.Field, "named twice")
		got[f.Field] = f.Code
	}
	return got
}

// FuzzNew: whatever is accepted is canonical and has a name space.
func FuzzNew(f *testing.F) {
	f.Add("suffix", 2, "ab", "x", "com")
	f.Add("both", 0, "", "", ".co.uk")
	f.Add("prefix", 63, "a-Z\u212a", "ä", "xn--p1ai")
	f.Add("suffix", 1, "Σςßẞİıꭰ", "\u0958e\u0323\u0302\u200d", "РФ。co")
	f.Fuzz(func(t *testing.T, kind string, n int, set, text, tld string) {
		config, err := pattern.New(pattern.Params{
			PatternType: pattern.Type(kind), VariableLength: &n, CharacterSet: set, ConstantString: text, TLD: tld})
		if err != nil {
			return
		}
		for _, s := range append(config.TLDs, config.CharacterSet, config.ConstantString) {
			require.NotContains(t, s, ",")
			require.NotContains(t, s, "\n")
			require.True(t, utf8.ValidString(s))
			require.True(t, norm.NFC.IsNormalString(s))
		}
		require.LessOrEqual(t, utf8.RuneCountInString(config.CharacterSet), 256)
		require.LessOrEqual(t, utf8.RuneCountInString(config.ConstantString), 63)
		require.Positive(t, config.Size().Sign())
		again, err := pattern.New(config.Params())
		require.NoError(t, err)
		require.Equal(t, config, again)
	})
}
