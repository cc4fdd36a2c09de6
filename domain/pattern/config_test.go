package pattern_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/pattern"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func length(n int) *int { return &n }

// valid is `xaa.com xab.com xba.com xbb.com`.
func valid() pattern.Params {
	return pattern.Params{
		PatternType: pattern.Suffix, SuffixVariableLength: length(2),
		CharacterSet: "ab", ConstantString: "x", TLDs: []string{"com"},
	}
}

func TestNewMakesTheCanonicalForm(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		params pattern.Params
		want   pattern.Config
	}{
		"suffix": {valid(), pattern.Config{PatternType: pattern.Suffix, SuffixLength: 2, CharacterSet: "ab", ConstantString: "x", TLDs: []string{"com"}}},
		"case, order, repetition, dots": {
			pattern.Params{PatternType: pattern.Prefix, PrefixVariableLength: length(3), CharacterSet: "b-A0ab",
				ConstantString: "Foo-", TLDs: []string{" .co.uk", "COM.", "com", "a-b"}},
			pattern.Config{PatternType: pattern.Prefix, PrefixLength: 3, CharacterSet: "-0ab", ConstantString: "foo-", TLDs: []string{"a-b", "co.uk", "com"}},
		},
		"short forms": {
			pattern.Params{PatternType: pattern.Both, VariableLength: length(1), CharacterSet: "a", TLD: ".Com"},
			pattern.Config{PatternType: pattern.Both, PrefixLength: 1, SuffixLength: 1, CharacterSet: "a", TLDs: []string{"com"}},
		},
		"no variable characters": {
			pattern.Params{PatternType: pattern.Prefix, VariableLength: length(0), CharacterSet: "abc", ConstantString: "x", TLD: "com"},
			pattern.Config{PatternType: pattern.Prefix, ConstantString: "x", TLDs: []string{"com"}},
		},
		"the bounds": {
			pattern.Params{PatternType: pattern.Both, PrefixVariableLength: length(63), SuffixVariableLength: length(0),
				CharacterSet: strings.Repeat("a", 256), ConstantString: strings.Repeat("b", 63), TLD: strings.Repeat("c", 63)},
			pattern.Config{PatternType: pattern.Both, PrefixLength: 63, CharacterSet: "a", ConstantString: strings.Repeat("b", 63), TLDs: []string{strings.Repeat("c", 63)}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := pattern.New(test.params)
			require.NoError(t, err)
			require.Equal(t, test.want, got)
		})
	}
}

func TestJSONCanBeSentAgain(t *testing.T) {
	t.Parallel()
	for want, params := range map[string]pattern.Params{
		`{"patternType":"suffix","suffixVariableLength":2,"characterSet":"ab","constantString":"x","tlds":["com"]}`: valid(),
		`{"patternType":"prefix","prefixVariableLength":0,"constantString":"x","tlds":["com"]}`: {
			PatternType: pattern.Prefix, VariableLength: length(0), ConstantString: "x", TLD: "com"},
	} {
		config, err := pattern.New(params)
		require.NoError(t, err)
		encoded, err := json.Marshal(config)
		require.NoError(t, err)
		require.JSONEq(t, want, string(encoded))
		var decoded pattern.Config
		require.NoError(t, json.Unmarshal(encoded, &decoded))
		require.Equal(t, config, decoded)
		var request pattern.Params
		require.NoError(t, json.Unmarshal(encoded, &request))
		again, err := pattern.New(request)
		require.NoError(t, err)
		require.Equal(t, config, again)
	}
}

func TestHashIsFrozen(t *testing.T) {
	t.Parallel()
	config, err := pattern.New(valid())
	require.NoError(t, err)
	// printf 'suffix\n0\n2\nab\nx\ncom\n' | sha256sum
	require.Equal(t, "6ff5d900cfd9cb9afb1a10f7e2d7ecfc4f3b45e9c8d1b199a9c84690062e2e2d", config.Hash())
}

func TestHashDiffersByEveryField(t *testing.T) {
	t.Parallel()
	hashes := map[string]bool{}
	for _, change := range []func(*pattern.Params){
		func(*pattern.Params) {},
		func(p *pattern.Params) { p.PatternType, p.PrefixVariableLength = pattern.Both, length(0) },
		func(p *pattern.Params) { p.PatternType, p.PrefixVariableLength = pattern.Both, length(1) },
		func(p *pattern.Params) { p.SuffixVariableLength = length(3) },
		func(p *pattern.Params) { p.CharacterSet = "abc" },
		func(p *pattern.Params) { p.CharacterSet, p.ConstantString = "a", "bx" },
		func(p *pattern.Params) { p.ConstantString = "" },
		func(p *pattern.Params) { p.TLDs = []string{"com", "net"} },
		func(p *pattern.Params) { p.TLDs = []string{"com.net"} },
	} {
		params := valid()
		change(&params)
		config, err := pattern.New(params)
		require.NoError(t, err)
		require.False(t, hashes[config.Hash()], "%+v", config)
		hashes[config.Hash()] = true
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	for want, params := range map[string]pattern.Params{
		"4": valid(),
		"2": {PatternType: pattern.Prefix, VariableLength: length(0), ConstantString: "x", TLDs: []string{"com", "net"}},
		// 36^20 × 3, beyond 2^63.
		"40102483616531202203516537929728": {PatternType: pattern.Both, VariableLength: length(10),
			CharacterSet: "abcdefghijklmnopqrstuvwxyz0123456789", TLDs: []string{"com", "net", "org"}},
	} {
		config, err := pattern.New(params)
		require.NoError(t, err)
		require.Equal(t, want, config.Size().String())
	}
}

func TestSizeBeyondEverythingIsNotClamped(t *testing.T) {
	t.Parallel()
	config, err := pattern.New(pattern.Params{PatternType: pattern.Both, VariableLength: length(63), CharacterSet: "0123456789", TLD: "com"})
	require.NoError(t, err)
	require.Equal(t, "1"+strings.Repeat("0", 126), config.Size().String())
	encoded, err := json.Marshal(config.Size())
	require.NoError(t, err)
	var decoded domain.Big
	require.NoError(t, json.Unmarshal(encoded, &decoded))
}

// Equal configs are one pattern, whatever the order, case or repetition.
func TestSpellingIsNoPartOfThePattern(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		set := rapid.StringMatching(`[a-z0-9-]{1,40}`).Draw(t, "set")
		tlds := rapid.SliceOfN(rapid.StringMatching(`[a-z]{2,6}`), 1, 10).Draw(t, "tlds")
		params := pattern.Params{PatternType: pattern.Prefix, VariableLength: length(2), CharacterSet: set, ConstantString: "x", TLDs: tlds}
		config, err := pattern.New(params)
		require.NoError(t, err)

		params.CharacterSet = strings.ToUpper(string(rapid.Permutation([]byte(set+set)).Draw(t, "permuted set")))
		params.TLDs = nil
		for _, tld := range rapid.Permutation(append(tlds, tlds[0])).Draw(t, "permuted tlds") {
			params.TLDs = append(params.TLDs, " ."+strings.ToUpper(tld)+". ")
		}
		other, err := pattern.New(params)
		require.NoError(t, err)
		require.Equal(t, config, other)
		require.Equal(t, config.Hash(), other.Hash())

		again, err := pattern.New(config.Params())
		require.NoError(t, err)
		require.Equal(t, config, again, "the canonical form is not stable")
	})
}
