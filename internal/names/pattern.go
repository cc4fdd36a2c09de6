// Package names makes domain names from patterns: a name is a function of a
// pattern and an offset. No list of names is ever held, any part of a space
// can be made anywhere, and "how far were we" is one integer.
//
// A name is what goes to the DNS: lower case, its Unicode labels as A-labels.
// Display turns it into what people read, Normalize what they write into it.
// Whether a name is valid is asked label by label.
//
// It knows nothing of campaigns or events.
package names

import (
	"math/big"
	"strings"
)

// Pattern is a space of names: every way to put characters in the variable
// places before and after a constant, under each of some top-level domains.
//
// Its fields are in canonical form, which the caller guarantees: Characters
// sorted by code point and distinct, letters, digits and hyphens of IDNA 2008;
// Constant of such and combining marks; both lower-case and NFC; TLDs A-labels
// without outer dots (a TLD may have several labels), sorted and distinct.
// Equal spaces then have equal patterns, and different offsets different names.
type Pattern struct {
	Prefix, Suffix int // number of variable characters before and after Constant
	Characters     string
	Constant       string
	TLDs           []string
}

// Size is the number of offsets of the space, c^(p+s) * t, valid names or not.
// It is exact at any magnitude.
func (p Pattern) Size() *big.Int {
	base := big.NewInt(int64(len(p.characters())))
	places := big.NewInt(int64(p.Prefix + p.Suffix))
	size := base.Exp(base, places, nil)
	return size.Mul(size, big.NewInt(int64(len(p.TLDs))))
}

// At is the name at an offset in [0, Size). The TLD turns fastest; offset div
// t is a number in base c whose digits are the variable characters, the most
// significant first. A label that is not ASCII comes as its A-label; one that
// has none comes as it is, and the name is not valid. Any other offset is a
// mistake of the caller and panics.
func (p Pattern) At(offset *big.Int) string {
	o, ok := p.odometerAt(offset)
	if !ok {
		panic("names: offset " + offset.String() + " is outside the space of the pattern")
	}
	return string(o.name())
}

// Each calls yield with the names of the offsets from, from+1, ... up to count
// of them; i counts from 0, and valid is Valid(name). It ends early where the
// space ends or when yield returns false, and reports whether all count names
// were made and wanted.
//
// It costs one allocation a name, the name itself, so the caller may keep it;
// more where a label has to be converted, once for all TLDs.
func (p Pattern) Each(from *big.Int, count int, yield func(i int, name string, valid bool) bool) bool {
	if count <= 0 {
		return true
	}
	o, ok := p.odometerAt(from)
	for i := 0; ok && i < count; i++ {
		name := o.name()
		if !yield(i, string(name), o.valid(len(name))) {
			return false
		}
		ok = o.advance() || i == count-1
	}
	return ok
}

// characters are strings, not runes, because each is appended many times and
// encoded once.
func (p Pattern) characters() []string { return strings.Split(p.Characters, "") }
