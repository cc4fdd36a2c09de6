package names

import (
	"math/big"
	"unicode/utf8"
)

// odometer stands at one offset of a pattern and moves on by one, rewriting
// only what changes: the label from the leftmost turned digit on.
type odometer struct {
	characters []string
	constant   string
	prefix     int
	tlds       []tld
	tld        int
	digits     []int  // most significant first, each an index into characters
	starts     []int  // where in label what hangs on digit i begins; one more for the end
	label      []byte // the first label of the name, in its characters
	aLabel     []byte // its A-label, if it was converted
	converted  bool
	labelValid bool
	plain      bool // no label can have a character that is not allowed
}

type tld struct {
	suffix string // with its leading dot
	valid  bool
}

// odometerAt is false when the offset is outside the space.
func (p Pattern) odometerAt(offset *big.Int) (*odometer, bool) {
	o := &odometer{
		characters: p.characters(),
		plain:      plain(p.Characters) && plain(p.Constant),
		constant:   p.Constant,
		prefix:     p.Prefix,
		digits:     make([]int, p.Prefix+p.Suffix),
		starts:     make([]int, p.Prefix+p.Suffix+1),
	}
	longest := 0
	for _, t := range p.TLDs {
		o.tlds = append(o.tlds, tld{suffix: "." + t, valid: Valid(t)})
		longest = max(longest, 1+len(t))
	}
	o.label = make([]byte, 0, len(p.Constant)+len(o.digits)*utf8.UTFMax+longest)
	if !o.plain {
		o.aLabel = make([]byte, 0, maxLabel+longest)
	}
	if !o.set(offset) {
		return nil, false
	}
	if o.prefix == 0 {
		o.label = append(o.label, o.constant...)
	}
	o.starts[0] = len(o.label)
	o.write(0)
	return o, true
}

// set turns an offset into the TLD and the digits; what remains after the last
// digit says that the offset lies beyond the space.
func (o *odometer) set(offset *big.Int) bool {
	if offset.Sign() < 0 || len(o.tlds) == 0 || len(o.digits) > 0 && len(o.characters) == 0 {
		return false
	}
	rest, digit := new(big.Int), new(big.Int)
	rest.DivMod(offset, big.NewInt(int64(len(o.tlds))), digit)
	o.tld = int(digit.Int64())
	base := big.NewInt(int64(len(o.characters)))
	for i := len(o.digits) - 1; i >= 0; i-- {
		rest.DivMod(rest, base, digit)
		o.digits[i] = int(digit.Int64())
	}
	return rest.Sign() == 0
}

// advance is false when the space is at its end.
func (o *odometer) advance() bool {
	if o.tld++; o.tld < len(o.tlds) {
		return true
	}
	o.tld = 0
	for i := len(o.digits) - 1; i >= 0; i-- {
		if o.digits[i]++; o.digits[i] < len(o.characters) {
			o.write(i)
			return true
		}
		o.digits[i] = 0
	}
	return false
}

// write renews the label from digit i on. Characters differ in their number of
// bytes, so everything behind a turned digit may have moved.
func (o *odometer) write(i int) {
	o.label = o.label[:o.starts[i]]
	for ; i < len(o.digits); i++ {
		o.label = append(o.label, o.characters[o.digits[i]]...)
		if i+1 == o.prefix {
			o.label = append(o.label, o.constant...)
		}
		o.starts[i+1] = len(o.label)
	}
	if o.plain {
		o.labelValid = shapeFault(o.label) == nil && aLabelFault(o.label) == nil
	} else {
		o.convert()
	}
}

// convert makes the A-label of a label that is not ASCII and has one.
func (o *odometer) convert() {
	o.converted = false
	if isASCII(o.label) {
		o.labelValid = labelFault(o.label) == nil
		return
	}
	a, err := aLabel(string(o.label))
	o.aLabel = append(o.aLabel[:0], a...)
	o.converted, o.labelValid = err == nil, err == nil
}

// name lies in the buffer of the label, which has room for it: it lasts until
// the odometer moves.
func (o *odometer) name() []byte {
	label := o.label
	if o.converted {
		label = o.aLabel
	}
	return append(label, o.tlds[o.tld].suffix...)
}

// valid is Valid of the present name of the given length, from parts that were
// checked once: the TLDs at the start, the label when it was written.
func (o *odometer) valid(length int) bool {
	return length <= maxName && o.labelValid && o.tlds[o.tld].valid
}
