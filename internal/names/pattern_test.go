package names_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"domainflow/internal/names"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// byDefinition is the sentence of the specification, digit by digit, without
// the odometer.
func byDefinition(p names.Pattern, offset *big.Int) string {
	rest, digit := new(big.Int).DivMod(offset, big.NewInt(int64(len(p.TLDs))), new(big.Int))
	tld := p.TLDs[digit.Int64()]
	characters := []rune(p.Characters)
	variable := make([]rune, p.Prefix+p.Suffix)
	for i := len(variable) - 1; i >= 0; i-- {
		rest.DivMod(rest, big.NewInt(int64(len(characters))), digit)
		variable[i] = characters[digit.Int64()]
	}
	return string(variable[:p.Prefix]) + p.Constant + string(variable[p.Prefix:]) + "." + tld
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
		"characters":   {names.Pattern{Prefix: 1, Suffix: 1, Characters: "aü", Constant: "-", TLDs: []string{"de"}}, "a-a.de a-ü.de ü-a.de ü-ü.de"},
		"empty space":  {names.Pattern{Suffix: 1, Constant: "x", TLDs: []string{"com"}}, ""},
		"no tld":       {names.Pattern{Suffix: 1, Characters: "ab", Constant: "x"}, ""},
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

var tlds = []string{"co.uk", "com", "de", "xn--p1ai", "bad_tld"}

// patterns draws canonical patterns of up to the given number of variable places.
func patterns(characters string, places int) *rapid.Generator[names.Pattern] {
	return rapid.Custom(func(t *rapid.T) names.Pattern {
		prefix := rapid.IntRange(0, places).Draw(t, "prefix")
		all := []rune(characters)
		return names.Pattern{
			Prefix:     prefix,
			Suffix:     rapid.IntRange(0, places-prefix).Draw(t, "suffix"),
			Characters: string(all[:rapid.IntRange(1, len(all)).Draw(t, "c")]),
			Constant:   rapid.StringMatching(`[a-z-]{0,5}|ö--`).Draw(t, "constant"),
			TLDs:       tlds[:rapid.IntRange(1, len(tlds)).Draw(t, "t")],
		}
	})
}

// The places of the digits are fixed, so a name tells its offset: no two give
// one name, whatever the characters and the constant have in common.
func TestAtIsABijection(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := patterns("-0aß世", 4).Draw(t, "pattern")
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
		p := patterns("-0az世ü", 100).Draw(t, "pattern")
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
		"suffix": {Suffix: 5, Characters: alphabet, Constant: "brandshop", TLDs: []string{"com"}},
		"prefix": {Prefix: 5, Characters: alphabet, Constant: "brandshop", TLDs: []string{"com"}},
		"3tlds":  {Suffix: 5, Characters: alphabet, Constant: "brandshop", TLDs: []string{"co.uk", "com", "net"}},
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
