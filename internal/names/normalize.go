package names

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Normalize makes a host name in canonical form of what a person wrote: outer
// spaces and one dot at the end removed, lower-case, Unicode labels converted
// to A-labels by UTS 46, non-transitional. What it returns passes Check and
// normalises to itself.
//
// Its errors are of one of four kinds, by errors.Is: ErrNotHostname (a scheme,
// path, port, space or underscore in it, an address, or nothing),
// ErrLabelTooLong, ErrNameTooLong, ErrIDNA. Addresses in digits and dots are
// no names: a name never ends in a number (RFC 3696 section 2).
//
// A name that is written in canonical form costs no allocation; it is a part of
// text and keeps it in memory.
func Normalize(text string) (string, error) {
	name := strings.TrimSpace(text)
	plain, err := written(name)
	if err != nil {
		return "", err
	}
	if plain {
		name = strings.ToLower(name)
	} else if name, err = toASCII(name); err != nil {
		return "", err
	}
	name = strings.TrimSuffix(name, ".")
	if err := Check(name); err != nil {
		return "", err
	}
	if last := name[strings.LastIndexByte(name, '.')+1:]; strings.Trim(last, "0123456789") == "" {
		return "", fmt.Errorf("%w: %q", ErrNumber, last)
	}
	return name, nil
}

// written looks at the ASCII characters first, so that an address of a page is
// called no host name, however long and whatever else is in it. It reports
// whether there are no others.
func written(name string) (plain bool, err error) {
	plain = true
	for i := range len(name) {
		switch c := name[i]; {
		case c >= utf8.RuneSelf:
			plain = false
		case !letterDigitHyphen[c] && c != '.' && (c < 'A' || c > 'Z'):
			return false, fmt.Errorf("%w: %q", ErrCharacter, c)
		}
	}
	return plain, nil
}

// maxText is beyond what a name of 253 octets can come from: each of them
// stands for at most one character. It bounds the work, which grows with the
// square of the length.
const maxText = maxName * utf8.UTFMax

// beforeUTS46 are the dots of UTS 46, which have to be known to tell labels
// apart, and the capital ß, which is ß only since Unicode 16 and was ss before.
var beforeUTS46 = strings.NewReplacer("。", ".", "．", ".", "｡", ".", "ẞ", "ß")

// toASCII converts label by label: whether labels of different writing
// directions fit together is no property of a label.
func toASCII(name string) (string, error) {
	if len(name) > maxText {
		return "", ErrNameTooLong
	}
	labels := strings.Split(beforeUTS46.Replace(name), ".")
	for i, label := range labels {
		var err error
		if isASCII(label) {
			labels[i] = strings.ToLower(label)
		} else if labels[i], err = aLabel(label); err != nil {
			return "", err
		}
	}
	return strings.Join(labels, "."), nil
}

func isASCII[T string | []byte](label T) bool {
	for i := range len(label) {
		if label[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
