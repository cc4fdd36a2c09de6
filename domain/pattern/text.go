package pattern

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"domainflow/domain"
)

func characters(checks *domain.Checks, set string, variable bool) string {
	const field = "characterSet"
	checks.Require(set != "" || !variable, field, domain.FieldRequired, "is needed for variable characters")
	checks.Require(utf8.RuneCountInString(set) <= maxCharacters, field, domain.FieldTooLong,
		"must have at most %d characters", maxCharacters)
	hostCharacters(checks, field, set)
	if !variable {
		return ""
	}
	sorted := []byte(strings.ToLower(set))
	slices.Sort(sorted)
	return string(slices.Compact(sorted))
}

func constant(checks *domain.Checks, text string, variable bool) string {
	const field = "constantString"
	checks.Require(text != "" || variable, field, domain.FieldRequired, "may only be empty beside variable characters")
	checks.Require(utf8.RuneCountInString(text) <= maxLength, field, domain.FieldTooLong,
		"must have at most %d characters", maxLength)
	hostCharacters(checks, field, text)
	return strings.ToLower(text)
}

// hostCharacters must come before lower-casing: the Kelvin sign, not ASCII,
// becomes the letter k by it.
func hostCharacters(checks *domain.Checks, field, text string) {
	bad := strings.IndexFunc(text, func(r rune) bool { return !isHostCharacter(r) })
	if bad < 0 {
		return
	}
	r, _ := utf8.DecodeRuneInString(text[bad:])
	international := slices.ContainsFunc([]rune(text), isInternational)
	checks.Require(!international, field, domain.CodeNotSupported, "international characters are not supported yet")
	checks.Require(international, field, domain.FieldInvalid, "must hold only letters, digits and hyphens, not %q", r)
}

func isHostCharacter(r rune) bool {
	return r == '-' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// isInternational says whether a character may one day be part of a name.
func isInternational(r rune) bool {
	return r > unicode.MaxASCII && r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r))
}

func (p Params) tlds(checks *domain.Checks) []string {
	if p.TLD != "" {
		checks.Require(len(p.TLDs) == 0, "tld", domain.FieldNotAllowed, "is the short form; leave it out beside tlds")
		return []string{tld(checks, "tld", p.TLD)}
	}
	checks.Require(len(p.TLDs) > 0, "tlds", domain.FieldRequired, "must name at least one")
	checks.Require(len(p.TLDs) <= maxTLDs, "tlds", domain.FieldTooLong, "must name at most %d", maxTLDs)
	var out []string
	for i, t := range p.TLDs {
		out = append(out, tld(checks, fmt.Sprintf("tlds[%d]", i), t))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// maxTLD leaves room for one character and a dot in a name of 253 octets
// (RFC 1035 3.1, without the root).
const maxTLD = 251

func tld(checks *domain.Checks, field, text string) string {
	text = strings.Trim(text, ". ")
	checks.Require(text != "", field, domain.FieldRequired, "must name a top-level domain")
	checks.Require(len(text) <= maxTLD, field, domain.FieldTooLong, "must have at most %d characters", maxTLD)
	hostCharacters(checks, field, strings.ReplaceAll(text, ".", ""))
	text = strings.ToLower(text)
	labels := strings.Split(text, ".")
	checks.Require(!slices.ContainsFunc(labels, isALabel), field, domain.CodeNotSupported,
		"international names are not supported yet")
	checks.Require(text == "" || !slices.ContainsFunc(labels, isNoLabel), field, domain.FieldInvalid,
		"must consist of labels of 1 to 63 letters, digits and inner hyphens, not two of them in places 3 and 4")
	return text
}

func isALabel(label string) bool { return strings.HasPrefix(label, "xn--") }

// isNoLabel judges length and hyphens; other characters are judged before.
func isNoLabel(label string) bool {
	return label == "" || len(label) > maxLength || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") ||
		len(label) >= 4 && label[2:4] == "--" && !isALabel(label)
}
