package pattern_test

import (
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/idna"

	"domainflow/domain/pattern"
)

// stays says whether a constant may have a character and has it as it is.
func stays(r rune) bool {
	config, err := pattern.New(pattern.Params{PatternType: pattern.Prefix, VariableLength: length(0), ConstantString: string(r), TLD: "com"})
	return err == nil && config.ConstantString == string(r)
}

// Samples of the table in RFC 5892 appendix B.1, and of characters younger
// than it.
func TestCharactersOfIDNA2008(t *testing.T) {
	t.Parallel()
	for _, r := range "-09azßàıĸςяəאع۽۾٠۹१ไ་Ꭰქ〇あ世한𐐨𞤢\u0300\u094d\u3099" {
		require.True(t, stays(r), "%q %[1]U", r)
	}
	for _, r := range "AÀΣЯꭰẞKÅſŉǆʰⅷ①ﬁａ１ª²·͵ـ׳・〱ᄀ₂€☃😀.。．｡_ \u00ad\u034f\u0345\u0958\u115f\u180b\u19da\u200b\u200c\u200d\u20d0\ufe0f\ufffd\U0001d165\U000e0100" {
		require.False(t, stays(r), "%q %[1]U", r)
	}
}

// refusedByIDNA2008 holds the letters, marks and digits that UTS 46 allows and
// RFC 5892 does not: exceptions (2.6), marks for music and symbols (2.4), old
// Hangul (2.9).
var refusedByIDNA2008 = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x0640, Hi: 0x07fa, Stride: 0x07fa - 0x0640}, {Lo: 0x1100, Hi: 0x11ff, Stride: 1}, {Lo: 0x20d0, Hi: 0x20ff, Stride: 1},
	{Lo: 0x302e, Hi: 0x302f, Stride: 1}, {Lo: 0x3031, Hi: 0x3035, Stride: 1}, {Lo: 0x303b, Hi: 0x303b, Stride: 1},
	{Lo: 0xa960, Hi: 0xa97c, Stride: 1}, {Lo: 0xd7b0, Hi: 0xd7fb, Stride: 1},
}, R32: []unicode.Range32{{Lo: 0x1d100, Hi: 0x1d24f, Stride: 1}}}

// A constant may have the letters, marks and digits of UTS 46, but for these,
// and nearly nothing else.
func TestAllowedIsUTS46WithoutWhatIDNA2008Refuses(t *testing.T) {
	t.Parallel()
	uts46 := idna.New(idna.MapForLookup(), idna.Transitional(false))
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S) {
			continue
		}
		label := "世" + string(r) + "世" // with which no mark is composed
		mapped, err := uts46.ToUnicode(label)
		want := err == nil && mapped == label && unicode.In(r, unicode.L, unicode.Mn, unicode.Mc, unicode.Nd) && !unicode.Is(refusedByIDNA2008, r)
		switch r {
		case '-', '\u06fd', '\u06fe', '\u0f0b', '\u3007':
			want = true
		}
		if stays(r) != want {
			require.Failf(t, "differs", "%q %[1]U: %t", r, !want)
		}
	}
}
