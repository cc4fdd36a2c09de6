package pattern_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"domainflow/domain/pattern"
	"domainflow/internal/names"
)

func international(set, constant string, tlds ...string) pattern.Params {
	return pattern.Params{PatternType: pattern.Suffix, SuffixVariableLength: length(2), CharacterSet: set, ConstantString: constant, TLDs: tlds}
}

func TestInternationalConfigs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		params pattern.Params
		want   pattern.Config
	}{
		"case, order, repetition":                {international("üÄaÄ-Ü", "MÜNCHEN-", "de"), pattern.Config{CharacterSet: "-aäü", ConstantString: "münchen-", TLDs: []string{"de"}}},
		"composition":                            {international("a\u0308A\u030a", "e\u0323\u0302", "de"), pattern.Config{CharacterSet: "äå", ConstantString: "ệ", TLDs: []string{"de"}}},
		"by code point, not by byte or spelling": {international("𐐨\uac00zé", "x", "de"), pattern.Config{CharacterSet: "zé가𐐨", ConstantString: "x", TLDs: []string{"de"}}},
		// Their canonical decompositions are K, Å and Ω.
		"Kelvin, Angstrom and Ohm":        {international("\u212a\u212b\u2126", "\u212a", "de"), pattern.Config{CharacterSet: "kåω", ConstantString: "k", TLDs: []string{"de"}}},
		"sharp s is not ss":               {international("ßẞs", "STRAẞE", "de"), pattern.Config{CharacterSet: "sß", ConstantString: "straße", TLDs: []string{"de"}}},
		"both sigmas":                     {international("Σς", "ΟΔΟΣ", "gr"), pattern.Config{CharacterSet: "ςσ", ConstantString: "οδοσ", TLDs: []string{"gr"}}},
		"dotted and dotless i":            {international("Iı", "İI", "tr"), pattern.Config{CharacterSet: "iı", ConstantString: "i\u0307i", TLDs: []string{"tr"}}},
		"Cherokee is written in capitals": {international("Ꭰꭰ\u13f8", "ꭰ", "us"), pattern.Config{CharacterSet: "Ꭰ\u13f0", ConstantString: "Ꭰ", TLDs: []string{"us"}}},
		"marks that nothing composes":     {international("क", "हिन्दी", "in"), pattern.Config{CharacterSet: "क", ConstantString: "हिन्दी", TLDs: []string{"in"}}},
		"a letter that NFC takes apart":   {international("क", "\u0958", "in"), pattern.Config{CharacterSet: "क", ConstantString: "क\u093c", TLDs: []string{"in"}}},
		"both sets of Arabic digits":      {international("٠۹", "ا", "eg"), pattern.Config{CharacterSet: "٠۹", ConstantString: "ا", TLDs: []string{"eg"}}},
		"tlds": {international("a", "x", "РФ", " .xn--p1ai", "XN--P1AI.", "co。uk", "straße", "STRAẞE", "ｃｏｍ", "рф.Com"),
			pattern.Config{CharacterSet: "a", ConstantString: "x", TLDs: []string{"co.uk", "com", "xn--p1ai", "xn--p1ai.com", "xn--strae-oqa"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.want.PatternType, test.want.SuffixLength = pattern.Suffix, 2
			got, err := pattern.New(test.params)
			require.NoError(t, err)
			require.Equal(t, test.want, got)
		})
	}
}

// Each is refused in both fields, or in the one where the other text is empty.
func TestInternationalRefusals(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ set, constant string }{
		"a symbol":                              {"a€", "€"},
		"an emoji":                              {"😀", "☃"},
		"letters of another width":              {"ａ", "Ａ"},
		"digits of another width":               {"０", "０"},
		"the dots of UTS 46":                    {"。", "a．b"},
		"joiners":                               {"\u200c", "क्\u200dष"},
		"a capital whose lower case is refused": {"Ǆ", "Ǆ"},
		"bytes":                                 {"ä\xff", "\xe4"},
		"a combining mark":                      {set: "a\u0338"},
		"a capital whose lower case is two":     {set: "İ"},
		"a letter whose NFC is two":             {set: "\u0958"},
		"a sign of Sindhi":                      {set: "\u06fd"},
		"more marks than stream-safe text has":  {constant: "a" + strings.Repeat("\u0338", 31)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			params, want := valid(), wrong{}
			if test.set != "" {
				params.CharacterSet, want["characterSet"] = test.set, "invalid"
			}
			if test.constant != "" {
				params.ConstantString, want["constantString"] = test.constant, "invalid"
			}
			_, err := pattern.New(params)
			require.Equal(t, want, fields(t, err))
		})
	}
}

func TestInternationalTLDs(t *testing.T) {
	t.Parallel()
	for tld, code := range map[string]string{
		"xn--a": "invalid", "xn--": "invalid", "xn--ß-": "invalid", "aü--b": "invalid", "-ü": "invalid", "ü-": "invalid", "1א": "invalid", "a\xff": "invalid",
		"0.0.1":                           "invalid", // its names would be addresses
		strings.Repeat("äö", 30):          "invalid",
		strings.Repeat("ä.", 31) + "xyz":  "",
		strings.Repeat("ä.", 31) + "wxyz": "too_long",
		strings.Repeat("世", 1e6):          "too_long",
	} {
		params, want := valid(), wrong(nil)
		if params.TLDs = []string{"com", tld}; code != "" {
			want = wrong{"tlds[1]": code}
		}
		_, err := pattern.New(params)
		require.Equal(t, want, fields(t, err), tld)
	}
}

func TestRefusalsNameTheCharacter(t *testing.T) {
	t.Parallel()
	params := valid()
	params.CharacterSet, params.ConstantString, params.TLDs = "aｂ", "a€b", []string{"a_b", "ü\u0378"}
	_, err := pattern.New(params)
	for _, character := range []string{"'ｂ' (U+FF42)", "'€' (U+20AC)", "'_'", "U+0378"} {
		require.ErrorContains(t, err, character)
	}
}

func TestCharactersAreCountedNotBytes(t *testing.T) {
	t.Parallel()
	params := international(strings.Repeat("a\u0308", 256), strings.Repeat("e\u0323\u0302", 63), "de")
	config, err := pattern.New(params)
	require.NoError(t, err)
	require.Equal(t, "ä", config.CharacterSet)
	require.Equal(t, strings.Repeat("ệ", 63), config.ConstantString)
	params.CharacterSet += "b"
	params.ConstantString += "b"
	_, err = pattern.New(params)
	require.Equal(t, wrong{"characterSet": "too_long", "constantString": "too_long"}, fields(t, err))

	config, err = pattern.New(international("aäß世𐐨", "x", "com", "de"))
	require.NoError(t, err)
	require.Equal(t, "50", config.Size().String())
	// printf 'suffix\n0\n2\naßä世𐐨\nx\ncom,de\n' | sha256sum
	require.Equal(t, "9b219a7b478bfb58116551e915998d0ec5b23b9545622bcf2ba0e0d48c0c8806", config.Hash())
}

// Spelled in capitals, taken apart, turned round or repeated, it is one pattern.
func TestInternationalSpellingIsNoPartOfThePattern(t *testing.T) {
	t.Parallel()
	letters := []rune("-0azäåéßςσяёאαώ世가ợᎠ𐐨")
	rapid.Check(t, func(t *rapid.T) {
		set := rapid.SliceOfN(rapid.SampledFrom(letters), 1, 40).Draw(t, "set")
		word := string(rapid.SliceOfN(rapid.SampledFrom(letters), 0, 20).Draw(t, "constant"))
		config, err := pattern.New(international(string(set), word, "рф"))
		require.NoError(t, err)
		spell := func(text string) string {
			if rapid.Bool().Draw(t, "capitals") {
				text = strings.Map(capital, text)
			}
			if rapid.Bool().Draw(t, "apart") {
				text = norm.NFD.String(text)
			}
			return text
		}
		set = rapid.Permutation(append(set, set...)).Draw(t, "permuted")
		other, err := pattern.New(international(spell(string(set)), spell(word), "РФ"))
		require.NoError(t, err)
		require.Equal(t, config, other)
		require.Equal(t, config.Hash(), other.Hash())
	})
}

// capital leaves ς alone: its capital is that of σ.
func capital(r rune) rune {
	if r == 'ς' {
		return r
	}
	if r == 'ß' {
		return 'ẞ'
	}
	return []rune(strings.ToUpper(string(r)))[0]
}

// Whatever is accepted as a TLD, the maker of names takes for valid.
func FuzzTLD(f *testing.F) {
	for _, seed := range []string{"com", ".co.uk.", "рф", "XN--p1ai", "xn--a", "xn--", "a.xn--", "ü--x", "aü--x", "-ü", "1א", "امارات", "a\xff", "a\u0378",
		"ẞ", "\u200d", "क्\u200dष", "co。uk", "☃", "\u00ad", "xn--tda\u00ad", strings.Repeat("ü", 60), strings.Repeat("ü.", 60)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, tld string) {
		config, err := pattern.New(international("a", "x", tld))
		if err != nil {
			return
		}
		require.Len(t, config.TLDs, 1)
		require.True(t, names.Valid(config.TLDs[0]), "%q", config.TLDs[0])
		require.LessOrEqual(t, len(config.TLDs[0]), 251)
	})
}
