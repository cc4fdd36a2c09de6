package names_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"domainflow/internal/names"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// byDefinition is the sentence of the specification, digit by digit, without
// the odometer.
func byDefinition(p names.Pattern, offset *big.Int) string {
	label, tld := labelByDefinition(p, offset)
	if converted, ok := convertedByDefinition(label); ok {
		label = converted
	}
	return label + "." + tld
}

func labelByDefinition(p names.Pattern, offset *big.Int) (label, tld string) {
	rest, digit := new(big.Int).DivMod(offset, big.NewInt(int64(len(p.TLDs))), new(big.Int))
	tld = p.TLDs[digit.Int64()]
	characters := []rune(p.Characters)
	variable := make([]rune, p.Prefix+p.Suffix)
	for i := len(variable) - 1; i >= 0; i-- {
		rest.DivMod(rest, big.NewInt(int64(len(characters))), digit)
		variable[i] = characters[digit.Int64()]
	}
	return string(variable[:p.Prefix]) + p.Constant + string(variable[p.Prefix:]), tld
}

// convertedByDefinition is false where there is nothing to convert, or no way.
func convertedByDefinition(label string) (string, bool) {
	u := norm.NFC.String(label)
	a, err := registration.ToASCII(u)
	return a, a != label && err == nil && !hyphens.MatchString(u)
}

func all(p names.Pattern) (made []string) {
	p.Each(new(big.Int), int(p.Size().Int64()), func(_ int, name string, _ bool) bool {
		made = append(made, name)
		return true
	})
	return made
}

func TestOrder(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		pattern names.Pattern
		want    string
	}{
		"suffix":       {names.Pattern{Suffix: 2, Characters: "ab", Constant: "x", TLDs: []string{"com"}}, "xaa.com xab.com xba.com xbb.com"},
		"prefix":       {names.Pattern{Prefix: 2, Characters: "ab", Constant: "x", TLDs: []string{"com"}}, "aax.com abx.com bax.com bbx.com"},
		"both":         {names.Pattern{Prefix: 1, Suffix: 1, Characters: "ab", Constant: "x", TLDs: []string{"com"}}, "axa.com axb.com bxa.com bxb.com"},
		"tlds fastest": {names.Pattern{Suffix: 1, Characters: "ab", Constant: "x", TLDs: []string{"co.uk", "com"}}, "xa.co.uk xa.com xb.co.uk xb.com"},
		"no constant":  {names.Pattern{Prefix: 1, Suffix: 1, Characters: "01", TLDs: []string{"de"}}, "00.de 01.de 10.de 11.de"},
		"no variable":  {names.Pattern{Constant: "x", TLDs: []string{"com", "net"}}, "x.com x.net"},
		"characters": {names.Pattern{Suffix: 2, Characters: "-aü", Constant: "x", TLDs: []string{"com", "de"}}, "x--.com x--.de x-a.com x-a.de xn--x--yka.com xn--x--yka.de " +
			"xa-.com xa-.de xaa.com xaa.de xn--xa-yka.com xn--xa-yka.de xü-.com xü-.de xn--xa-xka.com xn--xa-xka.de xn--x-ehaa.com xn--x-ehaa.de"},
		"no A-label":  {names.Pattern{Prefix: 1, Characters: "-1aאü", Constant: "ü", TLDs: []string{"de"}}, "-ü.de xn--1-eha.de xn--a-eha.de אü.de xn--tdaa.de"},
		"pretenders":  {names.Pattern{Suffix: 2, Characters: "-ß", Constant: "xn--", TLDs: []string{"de"}}, "xn----.de xn---ß.de xn--ß-.de xn--ßß.de"},
		"composed":    {names.Pattern{Prefix: 1, Characters: "aẹ", Constant: "\u0302", TLDs: []string{"vn"}}, "xn--2ca.vn xn--qlg.vn"},
		"empty space": {names.Pattern{Suffix: 1, Constant: "x", TLDs: []string{"com"}}, ""},
		"no tld":      {names.Pattern{Suffix: 1, Characters: "ab", Constant: "x"}, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, strings.Fields(c.want), append([]string{}, all(c.pattern)...))
		})
	}
}

func TestSizeIsNeverClamped(t *testing.T) {
	t.Parallel()
	alphabet := "0123456789abcdefghijklmnopqrstuvwxyz"
	p := names.Pattern{Prefix: 63, Suffix: 63, Characters: alphabet, TLDs: []string{"com", "net", "org"}}
	want := new(big.Int).Exp(big.NewInt(36), big.NewInt(126), nil)
	require.Equal(t, want.Mul(want, big.NewInt(3)), p.Size())

	last := new(big.Int).Sub(p.Size(), big.NewInt(1))
	require.Equal(t, strings.Repeat("z", 126)+".org", p.At(last))
	require.Panics(t, func() { p.At(p.Size()) })
	require.Panics(t, func() { p.At(big.NewInt(-1)) })
}

func TestEachEndsWithTheSpaceAndOnDemand(t *testing.T) {
	t.Parallel()
	p := names.Pattern{Suffix: 2, Characters: "ab", Constant: "x", TLDs: []string{"com"}}
	collect := func(from int64, count, stopAfter int) (made []string, whole bool) {
		whole = p.Each(big.NewInt(from), count, func(i int, name string, valid bool) bool {
			require.Equal(t, len(made), i)
			require.True(t, valid)
			made = append(made, name)
			return len(made) != stopAfter
		})
		return made, whole
	}
	cases := map[string]struct {
		from             int64
		count, stopAfter int
		want             string
		whole            bool
	}{
		"a part":             {1, 2, 0, "xab.com xba.com", true},
		"to the last":        {2, 2, 0, "xba.com xbb.com", true},
		"beyond the last":    {2, 3, 0, "xba.com xbb.com", false},
		"stopped":            {0, 4, 2, "xaa.com xab.com", false},
		"none":               {0, 0, 0, "", true},
		"begins at the end":  {4, 1, 0, "", false},
		"begins before zero": {-1, 1, 0, "", false},
	}
	for name, c := range cases {
		made, whole := collect(c.from, c.count, c.stopAfter)
		require.Equal(t, strings.Fields(c.want), append([]string{}, made...), name)
		require.Equal(t, c.whole, whole, name)
	}
}

var (
	tlds      = []string{"co.uk", "com", "de", "xn--p1ai", "bad_tld"}
	constants = []string{"", "x", "x-", "shop--", "ö--", "-ö", "xn--", "\u0302", "\u0323\u0302x", "हिन्दी", "ספר", "٠", "\u200dx"}
)

// patterns draws canonical patterns of up to the given number of variable places.
func patterns(characters string, places int) *rapid.Generator[names.Pattern] {
	return rapid.Custom(func(t *rapid.T) names.Pattern {
		prefix := rapid.IntRange(0, places).Draw(t, "prefix")
		all := []rune(characters)
		return names.Pattern{
			Prefix:     prefix,
			Suffix:     rapid.IntRange(0, places-prefix).Draw(t, "suffix"),
			Characters: string(all[:rapid.IntRange(1, len(all)).Draw(t, "c")]),
			Constant:   rapid.SampledFrom(constants).Draw(t, "constant"),
			TLDs:       tlds[:rapid.IntRange(1, len(tlds)).Draw(t, "t")],
		}
	})
}

// The places of the digits are fixed, so a name tells its offset: no two give
// one name, whatever the characters and the constant have in common.
func TestAtIsABijection(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := patterns(rapid.SampledFrom([]string{"-0aß世", "aâẹệ", "-0٠۹אa"}).Draw(t, "characters"), 4).Draw(t, "pattern")
		seen := map[string]bool{}
		for offset := int64(0); offset < p.Size().Int64(); offset++ {
			name := p.At(big.NewInt(offset))
			require.Equal(t, byDefinition(p, big.NewInt(offset)), name)
			require.False(t, seen[name], "%s twice", name)
			seen[name] = true
		}
		require.Len(t, seen, int(p.Size().Int64()))
	})
}

func TestEachEqualsAtAnywhere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := patterns("-0az世üأ", 100).Draw(t, "pattern")
		from := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "offset"))
		from.Mod(from, p.Size())
		if rapid.Bool().Draw(t, "near the end") {
			if from.Sub(p.Size(), big.NewInt(20)); from.Sign() < 0 {
				from.SetInt64(0)
			}
		}
		count := rapid.IntRange(0, 40).Draw(t, "count")
		made := 0
		whole := p.Each(from, count, func(i int, name string, valid bool) bool {
			offset := new(big.Int).Add(from, big.NewInt(int64(i)))
			require.Equal(t, byDefinition(p, offset), name)
			require.Equal(t, p.At(offset), name)
			require.Equal(t, names.Valid(name), valid, name)
			made++
			return true
		})
		left := new(big.Int).Sub(p.Size(), from)
		require.Equal(t, left.Cmp(big.NewInt(int64(count))) >= 0, whole)
		if left.IsInt64() {
			require.Equal(t, min(int64(count), left.Int64()), int64(made))
		} else {
			require.Equal(t, count, made)
		}
	})
}

// What is made of characters reads as these characters, and is written so.
func TestNamesReadAsTheyWereMade(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := patterns(rapid.SampledFrom([]string{"-0aß世ợя", "0٠אت"}).Draw(t, "characters"), 12).Draw(t, "pattern")
		p.Constant, p.TLDs = rapid.SampledFrom([]string{"", "x", "ü--", "\u0302", "हिन्दी", "ספר"}).Draw(t, "word"), []string{"xn--p1ai"}
		offset := new(big.Int).SetUint64(rapid.Uint64().Draw(t, "offset"))
		offset.Mod(offset, p.Size())
		name := p.At(offset)
		label, _ := labelByDefinition(p, offset)
		want := norm.NFC.String(label) + ".рф"
		made, err := names.Normalize(want)
		if !names.Valid(name) {
			require.Error(t, err, want)
			return
		}
		require.NoError(t, err, want)
		require.Equal(t, name, made)
		shown, differs := names.Display(name)
		require.True(t, differs, name)
		require.Equal(t, want, shown)
	})
}

func TestEachAllocatesOnlyTheName(t *testing.T) { // AllocsPerRun cannot share the process
	p := names.Pattern{Prefix: 3, Suffix: 30, Characters: "ab", Constant: "shop", TLDs: []string{"com", "net"}}
	from := new(big.Int).Lsh(big.NewInt(1), 33)
	const count = 1000
	allocs := testing.AllocsPerRun(5, func() {
		p.Each(from, count, func(int, string, bool) bool { return true })
	})
	require.Less(t, allocs, float64(count+100))
}

// BenchmarkOneString is the ceiling of BenchmarkEach: the allocation alone.
func BenchmarkOneString(b *testing.B) {
	const chunk = 1000
	buffer, kept := []byte("brandshopaaaaa.com"), make([]string, chunk)
	for b.Loop() {
		for i := range kept {
			buffer[10]++
			kept[i] = string(buffer)
		}
	}
	b.ReportMetric(float64(b.N)*chunk/b.Elapsed().Seconds()/1e6, "Mnames/s")
}

func BenchmarkEach(b *testing.B) {
	alphabet := "0123456789abcdefghijklmnopqrstuvwxyz"
	for name, p := range map[string]names.Pattern{
		"suffix":  {Suffix: 5, Characters: alphabet, Constant: "brandshop", TLDs: []string{"com"}},
		"prefix":  {Prefix: 5, Characters: alphabet, Constant: "brandshop", TLDs: []string{"com"}},
		"unicode": {Suffix: 5, Characters: "aeiouäöü", Constant: "bücher", TLDs: []string{"de"}},
		"3tlds":   {Suffix: 5, Characters: alphabet, Constant: "brandshop", TLDs: []string{"co.uk", "com", "net"}},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			const chunk = 1000
			kept := make([]string, chunk)
			for b.Loop() {
				p.Each(big.NewInt(12345), chunk, func(i int, name string, _ bool) bool {
					kept[i] = name
					return true
				})
			}
			require.Equal(b, p.At(big.NewInt(12345)), kept[0])
			b.ReportMetric(float64(b.N)*chunk/b.Elapsed().Seconds()/1e6, "Mnames/s")
		})
	}
}
