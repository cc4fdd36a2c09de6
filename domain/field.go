package domain

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Codes of a single wrong field.
const (
	FieldRequired   = "required"
	FieldInvalid    = "invalid"
	FieldOutOfRange = "out_of_range"
	FieldTooLong    = "too_long"
	FieldDuplicate  = "duplicate"
	FieldUnknown    = "unknown"
	FieldNotAllowed = "not_allowed"
	// CodeNotSupported also names the refusal as a whole: what was sent is
	// meaningful, but this program cannot do it.
	CodeNotSupported = "NOT_SUPPORTED"
)

// MaxName is the number of characters a name may have.
const MaxName = 255

// Name checks what users call something: 1 to [MaxName] characters after
// trimming, on one line. It returns the trimmed name.
func (c *Checks) Name(field, value string) string {
	name := strings.TrimSpace(value)
	c.Require(name != "", field, FieldRequired, "must not be empty")
	c.Text(field, name, MaxName)
	c.Require(!strings.ContainsFunc(name, isLineControl), field, FieldInvalid, "must not hold line breaks or tabs")
	return name
}

// Text checks free text of at most limit characters. Control characters other
// than tab and line breaks are refused: Postgres stores no NUL, so one in an
// event would stop every read model for good.
func (c *Checks) Text(field, value string, limit int) {
	c.Require(utf8.RuneCountInString(value) <= limit, field, FieldTooLong, "must have at most %d characters", limit)
	c.Require(utf8.ValidString(value), field, FieldInvalid, "must be valid UTF-8")
	c.Require(!strings.ContainsFunc(value, isHardControl), field, FieldInvalid, "must not hold control characters")
}

func isLineControl(r rune) bool { return r == '\t' || r == '\n' || r == '\r' }

func isHardControl(r rune) bool { return unicode.IsControl(r) && !isLineControl(r) }
