package names

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/idna"
)

// uts46 converts by UTS 46, non-transitional, with the bidi rule (RFC 5893)
// and the rules for joiners (RFC 5892 A.1, A.2). Its own rule for hyphens
// counts bytes (golang.org/x/net v0.62.0), so validALabel judges them.
var uts46 = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.BidiRule(), idna.CheckHyphens(false))

// aLabel converts a label that is not ASCII. What comes out is checked like any
// other label: among others, bytes that are no text get through.
func aLabel(label string) (string, error) {
	a, err := uts46.ToASCII(label)
	if err != nil {
		return "", fmt.Errorf("%w: %q: %w", ErrIDNA, label, err)
	}
	switch err := labelFault(a); {
	case err == nil && !pretends(label):
		return a, nil
	case err == nil || errors.Is(err, ErrALabel):
		return "", fmt.Errorf("%w: %q", ErrIDNA, label)
	default:
		return "", fmt.Errorf("%w: %q", err, label)
	}
}

// pretends says whether a label that is not ASCII begins with xn--, which only
// A-labels may: golang.org/x/net v0.62.0 decodes it all the same and makes ß
// of xn--ß-. It cannot do so behind another character, and maps the same.
func pretends(label string) bool {
	const other = "世"
	mapped, _ := uts46.ToUnicode(other + label) // the error is about the whole, the mapping is done anyway
	return strings.HasPrefix(mapped, other+"xn--")
}

// validALabel accepts only the one A-label that a Unicode label is converted
// to, so the label must survive the way there and back.
func validALabel(label string) bool {
	u, err := uts46.ToUnicode(label)
	if err != nil || hyphensFault([]rune(u)) {
		return false
	}
	again, err := uts46.ToASCII(u)
	return err == nil && again == label
}

// hyphensFault is RFC 5891 4.2.3.1. It counts characters.
func hyphensFault(label []rune) bool {
	n := len(label)
	return n == 0 || label[0] == '-' || label[n-1] == '-' || n >= 4 && label[2] == '-' && label[3] == '-'
}
