package projections

import (
	"fmt"
	"strings"
)

// where collects the conditions of one statement and their parameters.
type where struct {
	conditions []string
	args       []any
}

// arg adds a parameter and returns its placeholder.
func (w *where) arg(value any) string {
	w.args = append(w.args, value)
	return fmt.Sprintf("$%d", len(w.args))
}

// and adds a condition; each %s of it is the placeholder of a value.
func (w *where) and(condition string, values ...any) {
	placeholders := make([]any, len(values))
	for i, v := range values {
		placeholders[i] = w.arg(v)
	}
	w.conditions = append(w.conditions, fmt.Sprintf(condition, placeholders...))
}

// andIf adds a condition for a value that is not the zero value: those mean
// "do not filter".
func andIf[T comparable](w *where, condition string, value T) {
	var zero T
	if value != zero {
		w.and(condition, value)
	}
}

// andFlag adds a condition for an optional boolean.
func andFlag(w *where, condition string, value *bool) {
	if value != nil {
		w.and(condition, *value)
	}
}

func (w *where) String() string {
	if len(w.conditions) == 0 {
		return "true"
	}
	return strings.Join(w.conditions, " AND ")
}
