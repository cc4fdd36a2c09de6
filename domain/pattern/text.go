package pattern

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"domainflow/domain"
)

// characters counts what was written, repetitions too, in canonical form.
func characters(checks *domain.Checks, text string, variable bool) string {
	const field = "characterSet"
	checks.Require(text != "" || !variable, field, domain.FieldRequired, "is needed for variable characters")
	set := canonical(text)
	hostCharacters(checks, field, set, maxCharacters, isCharacter)
	if !variable {
		return ""
	}
	sorted := []rune(set)
	slices.Sort(sorted)
	return string(slices.Compact(sorted))
}

func constant(checks *domain.Checks, text string, variable bool) string {
	const field = "constantString"
	checks.Require(text != "" || variable, field, domain.FieldRequired, "may only be empty beside variable characters")
	out := canonical(text)
	hostCharacters(checks, field, out, maxLength, allowed)
	return out
}

// hostCharacters looks at nothing in a text that is too long.
func hostCharacters(checks *domain.Checks, field, text string, limit int, fits func(rune) bool) {
	if utf8.RuneCountInString(text) > limit {
		checks.Require(false, field, domain.FieldTooLong, "must have at most %d characters", limit)
		return
	}
	for _, r := range text {
		if !fits(r) {
			checks.Require(false, field, domain.FieldInvalid,
				"must, in lower case and NFC, hold only letters, digits and hyphens that IDNA 2008 allows, not %q (%U)", r, r)
			return
		}
	}
}

// isCharacter says whether r can stand alone in a variable place. Combining
// marks cannot: what they belong to would be another letter in every name, and
// two names could be canonically equal.
func isCharacter(r rune) bool {
	return r == '-' || allowed(r) && (unicode.IsLetter(r) || unicode.IsNumber(r))
}

// canonical is text in lower case and NFC, which is frozen: the hashes of
// patterns depend on it. What Unicode holds to be the same character is the
// same here: the Kelvin sign is K (its canonical decomposition) and becomes k.
//
// The lower case is that of UTS 46, where nothing depends on the neighbours: Σ
// becomes σ also at the end, ς and ß stay, ẞ becomes ß, and İ becomes i with
// U+0307, its full lower case, the only one of two characters (SpecialCasing.txt
// of Unicode 15). In Go's tables it is a plain i, which is another name.
func canonical(text string) string {
	return norm.NFC.String(strings.Map(lower, strings.ReplaceAll(text, "\u0130", "i\u0307")))
}

// lower: of the Cherokee letters IDNA 2008 allows the capital ones, as they
// were there first.
func lower(r rune) rune {
	if unicode.Is(unicode.Cherokee, r) {
		return unicode.ToUpper(r)
	}
	return unicode.ToLower(r)
}
