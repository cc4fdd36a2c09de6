package projections

import (
	"fmt"
	"time"
)

// Time is a moment as every answer writes it: RFC 3339, UTC, milliseconds.
type Time struct{ t time.Time }

const timeLayout = "2006-01-02T15:04:05.000Z"

// TimeOf makes a Time of t.
func TimeOf(t time.Time) Time { return Time{t.UTC()} }

// Std is the moment as the standard library has it.
func (t Time) Std() time.Time { return t.t }

func (t Time) String() string { return t.t.UTC().Format(timeLayout) }

// MarshalText makes the JSON string.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (t *Time) UnmarshalText(text []byte) error {
	parsed, err := time.Parse(timeLayout, string(text))
	if err != nil {
		return fmt.Errorf("projections: time: %w", err)
	}
	t.t = parsed
	return nil
}

// optional is nil for a column that is NULL.
func optional(t *time.Time) *Time {
	if t == nil {
		return nil
	}
	return &Time{t.UTC()}
}
