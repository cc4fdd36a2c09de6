package domain

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says whose turn it is after a refusal; the edge maps it to a status.
type Kind int

const (
	// Invalid: the command itself is not acceptable, whatever the state (422).
	Invalid Kind = iota + 1
	// NotFound: the aggregate does not exist (404).
	NotFound
	// Conflict: acceptable, but not in this state (409).
	Conflict
	// Forbidden: who asks may not do it (403).
	Forbidden
)

// Codes that more than one aggregate uses. Codes are UPPER_SNAKE and stable:
// callers match them, never the text.
const (
	CodeValidation   = "VALIDATION_ERROR"
	CodeNotFound     = "NOT_FOUND"
	CodeInvalidState = "INVALID_STATE"
	CodeNameTaken    = "NAME_TAKEN"
	CodeStaleVersion = "STALE_VERSION"
	CodeForbidden    = "FORBIDDEN"
)

// Error is a refusal that the user can act on. Everything else is a defect or
// an outage and is no *Error.
type Error struct {
	Kind    Kind
	Code    string
	Message string
	// Fields names every field that is wrong, all at once.
	Fields []FieldError
	// CurrentStatus is set for commands that do not fit the state.
	CurrentStatus string
}

// FieldError is one field that is wrong. Field is a path as the user wrote
// it: `rules[2].pattern`.
type FieldError struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (e *Error) Error() string {
	if len(e.Fields) == 0 {
		return e.Message
	}
	parts := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		parts[i] = f.Field + ": " + f.Message
	}
	return e.Message + ": " + strings.Join(parts, "; ")
}

// Refuse makes an [*Error] without fields.
func Refuse(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...)}
}

// AsError finds the refusal in err, if there is one.
func AsError(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// Checks collects the wrong fields of one command, so that a user sees all of
// them in one answer. The zero value is ready.
type Checks struct {
	fields []FieldError
}

// Require notes field as wrong unless ok.
func (c *Checks) Require(ok bool, field, code, format string, args ...any) {
	if !ok {
		c.fields = append(c.fields, FieldError{Field: field, Code: code, Message: fmt.Sprintf(format, args...)})
	}
}

// Add notes fields that another check found.
func (c *Checks) Add(fields ...FieldError) { c.fields = append(c.fields, fields...) }

// Err is nil when every field was fine.
func (c *Checks) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	code := c.fields[0].Code
	for _, f := range c.fields {
		if f.Code != code {
			code = CodeValidation
		}
	}
	if !specific(code) {
		code = CodeValidation
	}
	return &Error{Kind: Invalid, Code: code, Message: "the request has fields that are not acceptable", Fields: c.fields}
}

// specific says whether a field's code also names the whole refusal: the
// UPPER_SNAKE ones do (SPACE_TOO_LARGE), the plain ones (required) do not.
func specific(code string) bool { return code == strings.ToUpper(code) }
