package names

import (
	"errors"
	"fmt"
	"strings"
)

// What can be wrong with a name; errors of Check and Normalize wrap one of the
// four.
var (
	ErrNotHostname  = errors.New("not a host name")
	ErrLabelTooLong = errors.New("label is longer than 63 octets")
	ErrNameTooLong  = errors.New("name is longer than 253 octets")
	ErrIDNA         = errors.New("label is not valid under IDNA")
)

// The same in detail; each wraps one of the four.
var (
	ErrEmptyLabel = fmt.Errorf("%w: empty label", ErrNotHostname)
	ErrCharacter  = fmt.Errorf("%w: character other than letters, digits and hyphen", ErrNotHostname)
	ErrHyphen     = fmt.Errorf("%w: label begins or ends with a hyphen", ErrNotHostname)
	ErrNumber     = fmt.Errorf("%w: ends in a number", ErrNotHostname)
	ErrALabel     = fmt.Errorf("%w: hyphens in places 3 and 4, and no A-label", ErrIDNA)
)

const (
	maxName  = 253 // RFC 1035 2.3.4: 255 octets on the wire, without the first length and the root
	maxLabel = 63
)

// Valid reports whether Check finds nothing wrong. It allocates only for
// labels that claim to be A-labels.
func Valid(name string) bool {
	_, err := fault(name)
	return err == nil
}

// Check says what keeps a name from being a host name in canonical form: lower
// case, A-labels, no dot at the end. A single label is a name too.
func Check(name string) error {
	label, err := fault(name)
	if err == nil || errors.Is(err, ErrNameTooLong) {
		return err
	}
	return fmt.Errorf("%w: %q", err, label)
}

// fault returns the first label at fault with what is wrong with it.
func fault(name string) (string, error) {
	if len(name) > maxName {
		return "", ErrNameTooLong
	}
	for rest, more := name, true; more; {
		var label string
		label, rest, more = strings.Cut(rest, ".")
		if err := labelFault(label); err != nil {
			return label, err
		}
	}
	return "", nil
}

func labelFault[T string | []byte](label T) error {
	if err := shapeFault(label); err != nil {
		return err
	}
	if !plain(label) {
		return ErrCharacter
	}
	return aLabelFault(label)
}

func shapeFault[T string | []byte](label T) error {
	n := len(label)
	switch {
	case n == 0:
		return ErrEmptyLabel
	case n > maxLabel:
		return ErrLabelTooLong
	case label[0] == '-' || label[n-1] == '-':
		return ErrHyphen
	}
	return nil
}

// plain reports whether there are only letters, digits and hyphens.
func plain[T string | []byte](label T) bool {
	for i := range len(label) {
		if !letterDigitHyphen[label[i]] {
			return false
		}
	}
	return true
}

func aLabelFault[T string | []byte](label T) error {
	if len(label) >= 4 && label[2] == '-' && label[3] == '-' && !validALabel(string(label)) {
		return ErrALabel
	}
	return nil
}

var letterDigitHyphen = func() (set [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyz0123456789-") {
		set[c] = true
	}
	return set
}()
