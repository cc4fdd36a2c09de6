package fetcher

import (
	"unicode"
	"unicode/utf8"
)

// collapser gathers text: runs of white space become one space, none at either end; control characters (NUL among
// them) vanish; invalid UTF-8 becomes U+FFFD. The zero value is empty.
type collapser struct {
	text  []byte
	space bool // owed before the next character
}

var replacement = []byte("\uFFFD")

func (c *collapser) gap() { c.space = len(c.text) > 0 }

func (c *collapser) write(b []byte) {
	for i := 0; i < len(b); {
		if run := plainRun(b[i:]); run > 0 {
			c.append(b[i : i+run])
			i += run
			continue
		}
		r, size := utf8.DecodeRune(b[i:])
		switch {
		case unicode.IsSpace(r):
			c.gap()
		case unicode.IsControl(r):
		case r == utf8.RuneError:
			c.append(replacement)
		default:
			c.append(b[i : i+size])
		}
		i += size
	}
}

// plainRun counts the leading bytes that are taken as they are: printable ASCII.
func plainRun(b []byte) int {
	for i, x := range b {
		if x <= ' ' || x >= 0x7f {
			return i
		}
	}
	return len(b)
}

func (c *collapser) append(b []byte) {
	if c.space {
		c.text = append(c.text, ' ')
		c.space = false
	}
	c.text = append(c.text, b...)
}

func (c *collapser) String() string { return string(c.text) }
