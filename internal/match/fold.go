package match

import (
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// fold writes a text with one character for each set of characters that simple
// folding makes equal: the lower-case ASCII letter where there is one.
func fold(text string) string { return strings.Map(foldRune, text) }

func foldRune(r rune) rune { return foldedPlane().fold(r) }

// plane holds the folded characters of the basic plane, because
// unicode.SimpleFold takes tens of nanoseconds a character. No set of equal
// characters reaches from this plane into another.
type plane [1 << 16]uint16

var foldedPlane = sync.OnceValue(func() *plane {
	var p plane
	for r := range p {
		p[r] = uint16(least(rune(r)))
	}
	return &p
})

func (p *plane) fold(r rune) rune {
	if int(r) < len(p) {
		return rune(p[r])
	}
	return least(r)
}

func least(r rune) rune {
	least := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		least = min(least, other)
	}
	if 'A' <= least && least <= 'Z' {
		return least + 'a' - 'A'
	}
	return least
}

// view is a text beside the form of it that the automaton reads, in which
// characters outside ASCII are folded where that matters. The automaton folds
// ASCII by itself.
type view struct {
	text   string
	folded string
	shifts []shift
}

// shift says that from this byte of the folded text on the text itself is some
// bytes ahead: folding may change the length of a character.
type shift struct{ from, ahead int }

// newView folds only where it could change what the automaton finds. Two
// characters outside ASCII equal ASCII letters and matter to every matcher; the
// others only to one with letters of that kind in its needles.
func newView(text string, foreign bool) view {
	if strings.Contains(text, "ſ") || strings.Contains(text, "\u212a") || foreign && !isASCII(text) {
		return foldText(text)
	}
	return view{text: text, folded: text}
}

func foldText(text string) view {
	v, p := view{text: text}, foldedPlane()
	folded := make([]byte, 0, len(text)+len(text)/8)
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			folded = append(folded, text[i])
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		if n == 1 { // an invalid byte
			folded = append(folded, text[i-1])
			continue
		}
		begin := len(folded)
		folded = utf8.AppendRune(folded, p.fold(r))
		if len(folded)-begin != n {
			v.shifts = append(v.shifts, shift{from: len(folded), ahead: i - len(folded)})
		}
	}
	v.folded = string(folded)
	return v
}

// original turns an offset of folded, at a character boundary, into one of text.
func (v view) original(offset int) int {
	k := sort.Search(len(v.shifts), func(k int) bool { return v.shifts[k].from > offset })
	if k == 0 {
		return offset
	}
	return offset + v.shifts[k-1].ahead
}

// hasForeignCase reports whether a text has characters outside ASCII that equal
// others.
func hasForeignCase(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return r >= utf8.RuneSelf && unicode.SimpleFold(r) != r
	})
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
