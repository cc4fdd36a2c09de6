package secrets

import (
	"net/mail"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// maxEmail is that of RFC 5321, 4.5.3.1.3, without the angle brackets.
const maxEmail = 254

// ValidEmail accepts an address as one types it: no name, no comment. Whether
// mail arrives there nobody asks.
func ValidEmail(email string) bool {
	parsed, err := mail.ParseAddress(email)
	return err == nil && parsed.Address == email && len(email) <= maxEmail && utf8.ValidString(email)
}

// emailKey is one for all spellings of an address that differ in case only.
// Strictly the part before the @ may depend on it (RFC 5321, 2.4); no mail
// system that people use does.
func emailKey(email string) string {
	return norm.NFC.String(cases.Fold().String(norm.NFD.String(strings.TrimSpace(email))))
}
