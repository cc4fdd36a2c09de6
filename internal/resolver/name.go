package resolver

import (
	"strings"

	"github.com/miekg/dns"
)

const (
	maxLabel = 63  // bytes, RFC 1035 section 2.3.4
	maxName  = 255 // bytes in wire form
)

// packName writes a name into b in wire form and gives its end. It fails for a
// name that has none: a label over maxLabel, a name over maxName, an empty label.
func packName(b []byte, name string) (int, error) {
	if end, ok := packPlain(b, name); ok {
		return end, nil
	}
	return dns.PackDomainName(dns.Fqdn(name), b[:maxName], 0, nil, false)
}

// packPlain does what names of letters, digits and hyphens need; it leaves
// escapes and errors to miekg/dns.
func packPlain(b []byte, name string) (end int, ok bool) {
	name = strings.TrimSuffix(name, ".")
	if len(name) == 0 || len(name)+2 > maxName {
		return 0, false
	}
	size := 0 // of the label that begins at end
	for i := range len(name) {
		switch c := name[i]; c {
		case '\\':
			return 0, false
		case '.':
			if size == 0 || size > maxLabel {
				return 0, false
			}
			b[end] = byte(size)
			end, size = i+1, 0
		default:
			b[i+1] = c
			size++
		}
	}
	if size == 0 || size > maxLabel {
		return 0, false
	}
	b[end], b[len(name)+1] = byte(size), 0
	return len(name) + 2, true
}
