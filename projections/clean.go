package projections

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// clean makes a text that Postgres takes: valid UTF-8 without NUL (else error
// 22021, and COPY fails as a whole). Texts come from strangers' servers.
func clean(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, string(utf8.RuneError)), "\x00", "")
}

// cleanArgs removes from texts what Postgres refuses (22021): what no row can
// hold simply is not found.
func cleanArgs(args []any) []any {
	out := slices.Clone(args)
	for i, a := range out {
		switch a := a.(type) {
		case string:
			out[i] = clean(a)
		case []string:
			cleaned := make([]string, len(a))
			for j, s := range a {
				cleaned[j] = clean(s)
			}
			out[i] = cleaned
		}
	}
	return out
}

// jsonText is a value for a json column: without NUL, which jsonb refuses
// (22P05). encoding/json itself replaces invalid UTF-8.
func jsonText(value any) ([]byte, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("projections: encode %T: %w", value, err)
	}
	return withoutNUL(text), nil
}

// withoutNUL removes \u0000, the only form in which encoding/json writes a
// NUL, from a JSON text, and leaves \\u0000 (a backslash and four zeros) alone.
func withoutNUL(text []byte) []byte {
	const escaped = `\u0000`
	if !bytes.Contains(text, []byte(escaped)) {
		return text
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		switch {
		case bytes.HasPrefix(text[i:], []byte(escaped)):
			i += len(escaped)
		case text[i] == '\\':
			out = append(out, text[i:i+2]...)
			i += 2
		default:
			out = append(out, text[i])
			i++
		}
	}
	return out
}
