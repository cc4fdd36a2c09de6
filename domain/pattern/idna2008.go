package pattern

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// allowed says whether IDNA 2008 allows a character in a label whatever stands
// beside it: PVALID, derived from the Unicode tables as RFC 5892 section 3
// does. UTS 46 alone would allow symbols and emoji, too.
//
// The Arabic-Indic digits are allowed as well. They are CONTEXTO only because
// the two sets must not be mixed, and the bidi rule (RFC 5893 section 2, rules
// 4 and 5) refuses every label that mixes them.
//
// Characters that a later Unicode version assigns become allowed with it; none
// has ever ceased to be, but U+19DA (RFC 6452).
func allowed(r rune) bool {
	switch {
	case r == '-' || strings.ContainsRune(allowedByName, r):
		return true
	case unicode.Is(refusedByName, r) || unicode.Is(musicAndSymbolMarks, r) || unicode.Is(oldHangulJamo, r):
		return false
	case unicode.Is(unicode.Cherokee, r):
		// The small letters fold to the capital ones (CaseFolding.txt), which
		// cases.Fold of golang.org/x/text v0.43.0 has the other way round.
		return unicode.IsUpper(r)
	}
	return unicode.In(r, unicode.Ll, unicode.Lu, unicode.Lo, unicode.Nd, unicode.Lm, unicode.Mn, unicode.Mc) &&
		!unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) &&
		stable(r)
}

// stable: folding and compatibility normalisation leave it alone (RFC 5892
// 2.2). Capital letters, ligatures and fullwidth forms are not.
func stable(r rune) bool {
	s := string(r)
	return norm.NFKC.String(cases.Fold().String(norm.NFKC.String(s))) == s
}

// allowedByName and refusedByName are the exceptions of RFC 5892 2.6. The
// first are sharp s, final sigma, two Sindhi signs, the Tibetan tsheg and the
// ideographic zero.
const allowedByName = "\u00df\u03c2\u06fd\u06fe\u0f0b\u3007"

var (
	refusedByName = &unicode.RangeTable{R16: []unicode.Range16{
		{Lo: 0x0640, Hi: 0x0640, Stride: 1}, {Lo: 0x07fa, Hi: 0x07fa, Stride: 1}, {Lo: 0x302e, Hi: 0x302f, Stride: 1},
		{Lo: 0x3031, Hi: 0x3035, Stride: 1}, {Lo: 0x303b, Hi: 0x303b, Stride: 1},
	}}
	// The blocks of RFC 5892 2.4.
	musicAndSymbolMarks = &unicode.RangeTable{
		R16: []unicode.Range16{{Lo: 0x20d0, Hi: 0x20ff, Stride: 1}},
		R32: []unicode.Range32{{Lo: 0x1d100, Hi: 0x1d1ff, Stride: 1}, {Lo: 0x1d200, Hi: 0x1d24f, Stride: 1}},
	}
	// Hangul_Syllable_Type L, V or T (RFC 5892 2.9).
	oldHangulJamo = &unicode.RangeTable{R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x11ff, Stride: 1}, {Lo: 0xa960, Hi: 0xa97c, Stride: 1}, {Lo: 0xd7b0, Hi: 0xd7c6, Stride: 1},
		{Lo: 0xd7cb, Hi: 0xd7fb, Stride: 1},
	}}
)
