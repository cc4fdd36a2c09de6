package resolver

import (
	"net/netip"
	"strconv"
	"strings"
)

func addrOf(b []byte) netip.Addr {
	a, _ := netip.AddrFromSlice(b)
	return a
}

// plain undoes the escapes of a TXT record as miekg/dns presents it, and then
// makes the same text of it that we do.
func plain(parts []string) string {
	var b []byte
	for _, part := range parts {
		for i := 0; i < len(part); i++ {
			if part[i] != '\\' {
				b = append(b, part[i])
				continue
			}
			if n, err := strconv.Atoi(part[i+1 : min(i+4, len(part))]); err == nil && i+4 <= len(part) {
				b = append(b, byte(n))
				i += 3
				continue
			}
			i++
			b = append(b, part[i])
		}
	}
	return strings.ReplaceAll(strings.ToValidUTF8(string(b), "\uFFFD"), "\x00", "\uFFFD")
}
