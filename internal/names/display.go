package names

import "strings"

// Display is the Unicode form of a name in canonical form, false where it is
// the name itself. It shows nothing that could be read as another name:
// Normalize makes the same name of it, and its labels fit together in writing
// direction (RFC 5893), which Check does not ask.
func Display(name string) (string, bool) {
	if len(name) > maxName || !strings.Contains(name, "xn--") {
		return "", false
	}
	u, err := uts46.ToUnicode(name)
	if err != nil || u == name {
		return "", false
	}
	if again, err := Normalize(u); err != nil || again != name {
		return "", false
	}
	return u, true
}
