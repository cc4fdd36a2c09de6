package fetcher

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

const setCookie = "Set-Cookie"

// recordHeaders returns the headers to keep, in order of name until 4 KiB of names and values are full (a value that
// does not fit is left out), and all lines as text. Values of Set-Cookie may log people in: they are in neither.
func recordHeaders(h http.Header) (kept map[string][]string, raw string) {
	kept = make(map[string][]string, len(h))
	var lines strings.Builder
	left := maxHeaderBytes
	for _, name := range slices.Sorted(maps.Keys(h)) {
		shown := clean(name, maxFieldBytes)
		if name == setCookie {
			if len(shown) <= left {
				kept[shown], left = []string{}, left-len(shown)
			}
			continue
		}
		for _, value := range h[name] {
			lines.WriteString(shown + ": " + clean(value, maxAnswerHeaderBytes) + "\n")
			value = clean(value, maxFieldBytes)
			if size := len(shown) + len(value); size <= left {
				kept[shown], left = append(kept[shown], value), left-size
			}
		}
	}
	return kept, lines.String()
}

// clean makes foreign bytes fit for storing: valid UTF-8, no control characters (NUL is not storable, line ends would
// forge header lines), at most limit bytes without splitting a character.
func clean(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f {
			return -1
		}
		return r // an invalid byte comes as U+FFFD
	}, s)
	if len(s) <= limit {
		return strings.Clone(s)
	}
	for limit > 0 && s[limit]&0xC0 == 0x80 {
		limit--
	}
	return strings.Clone(s[:limit])
}
