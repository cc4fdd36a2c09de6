package namelist

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"domainflow/internal/names"
)

// Bounds of what is kept of invalid lines, so that all of them take less than
// 2 MiB.
const (
	maxInvalidLines = 1000
	maxValue        = 100 // characters
	maxMessage      = 200
)

// Code says what is wrong with a line.
type Code string

// The codes; there are no others.
const (
	NotAHostname  Code = "not_a_hostname"
	LabelTooLong  Code = "label_too_long"
	NameTooLong   Code = "name_too_long"
	IDNAError     Code = "idna_error"
	EncodingError Code = "encoding_error"
	LineTooLong   Code = "line_too_long"
)

// InvalidLine is a line without a name. Value is the text that should be one,
// or the line where it has none, cut to 100 characters. In Value and Message
// invalid bytes, control characters and others that show nothing are U+FFFD.
type InvalidLine struct {
	Line    int64
	Value   string
	Code    Code
	Message string
}

type fault struct {
	code    Code
	message string
}

var (
	lineTooLong = &fault{LineTooLong, "longer than 1,024 bytes"}
	noEnd       = &fault{LineTooLong, "a record without an end within 64 KiB"}
	notUTF8     = &fault{EncodingError, "not valid UTF-8"}
	badQuote    = &fault{NotAHostname, "a quote is in the wrong place or is not closed"}
	noCell      = &fault{NotAHostname, "the record ends before the column"}
)

// codeOf knows the errors of internal/names.
func codeOf(err error) Code {
	switch {
	case errors.Is(err, names.ErrNameTooLong):
		return NameTooLong
	case errors.Is(err, names.ErrLabelTooLong):
		return LabelTooLong
	case errors.Is(err, names.ErrIDNA):
		return IDNAError
	default:
		return NotAHostname
	}
}

func (r *Report) refuse(e entry, f *fault) {
	r.Invalid++
	if len(r.InvalidLines) < maxInvalidLines {
		r.InvalidLines = append(r.InvalidLines, InvalidLine{
			Line: e.line, Value: shown(string(e.text), maxValue), Code: f.code, Message: shown(f.message, maxMessage),
		})
	}
}

// shown is a copy, so that it does not keep a longer text.
func shown(text string, characters int) string {
	var b strings.Builder
	for _, r := range text {
		if characters--; characters < 0 {
			break
		}
		if !unicode.IsGraphic(r) {
			r = utf8.RuneError
		}
		b.WriteRune(r)
	}
	return b.String()
}
