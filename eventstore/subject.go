package eventstore

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// root is the first token of every stored subject.
const root = "domainflow"

// Ref names one aggregate. Both words are subject tokens: letters, digits, '-' and '_'.
type Ref struct{ Category, ID string }

func (r Ref) String() string { return r.Category + "." + r.ID }

// lifecycle matches the lifecycle events of one aggregate and none of its results. It is what expectations are about.
func (r Ref) lifecycle() string { return join(root, r.Category, r.ID, "*") }

// Pattern selects events by subject. Patterns come from the functions below, so that no reader waits for ever on a misspelt one.
type Pattern string

// CategoryFilter selects everything of all aggregates of a category, results included.
func CategoryFilter(category string) Pattern { return Pattern(join(root, category, ">")) }

// LifecycleFilter selects the lifecycle events of all aggregates of a category.
func LifecycleFilter(category string) Pattern { return Pattern(join(root, category, "*", "*")) }

// TypeFilter selects one type of lifecycle event, of all aggregates of a category.
func TypeFilter(category, eventType string) Pattern {
	return Pattern(join(root, category, "*", eventType))
}

// PartFilter selects one type of result, of all aggregates of a category.
func PartFilter(category, eventType string) Pattern {
	return Pattern(join(root, category, "*", eventType, "*", "*"))
}

// RefFilter selects everything of one aggregate.
func RefFilter(ref Ref) Pattern { return Pattern(join(root, ref.Category, ref.ID, ">")) }

// RefLifecycleFilter selects the lifecycle events of one aggregate.
func RefLifecycleFilter(ref Ref) Pattern { return Pattern(ref.lifecycle()) }

// matches follows the NATS rules for wildcards.
func (p Pattern) matches(subject string) bool {
	pattern, tokens := strings.Split(string(p), "."), strings.Split(subject, ".")
	for i, want := range pattern {
		switch {
		case want == ">":
			return i < len(tokens)
		case i >= len(tokens), want != "*" && want != tokens[i]:
			return false
		}
	}
	return len(pattern) == len(tokens)
}

// Part is the place of a result in a run: domainflow.<category>.<id>.<type>.<Unit>.<Number>. Numbers of a unit are dense from 0.
type Part struct {
	Unit   string
	Number int
	// Last says that its unit has no further parts. It travels in a header, not in the subject.
	Last bool
}

// address is what a subject says: whose event, of which type, and for results which part.
type address struct {
	ref       Ref
	eventType string
	part      *Part
}

func (a address) subject() string {
	if a.part == nil {
		return join(root, a.ref.Category, a.ref.ID, a.eventType)
	}
	return join(root, a.ref.Category, a.ref.ID, a.eventType, a.part.Unit, strconv.Itoa(a.part.Number))
}

// check refuses what would be another subject than meant, e.g. an id with a dot or a wildcard.
func (a address) check() error {
	tokens := []string{a.ref.Category, a.ref.ID, a.eventType}
	if a.part != nil {
		tokens = append(tokens, a.part.Unit)
		if a.part.Number < 0 {
			return fmt.Errorf("%w: part number %d", ErrMalformed, a.part.Number)
		}
	}
	for _, token := range tokens {
		if !isToken(token) {
			return fmt.Errorf("%w: %q cannot be part of a subject", ErrMalformed, token)
		}
	}
	return nil
}

var errSubject = errors.New("not the subject of an event")

// parseSubject is the reverse of address.subject; whatever it accepts, it gives back unchanged.
func parseSubject(subject string) (address, error) {
	tokens := strings.Split(subject, ".")
	if len(tokens) != 4 && len(tokens) != 6 || tokens[0] != root {
		return address{}, fmt.Errorf("%w: %q", errSubject, subject)
	}
	for _, token := range tokens {
		if !isToken(token) {
			return address{}, fmt.Errorf("%w: %q", errSubject, subject)
		}
	}
	a := address{ref: Ref{Category: tokens[1], ID: tokens[2]}, eventType: tokens[3]}
	if len(tokens) == 4 {
		return a, nil
	}
	number, err := parseNumber(tokens[5])
	if err != nil {
		return address{}, fmt.Errorf("%w: %q: %w", errSubject, subject, err)
	}
	a.part = &Part{Unit: tokens[4], Number: int(number)}
	return a, nil
}

var errNumber = errors.New("not a plain decimal number")

// parseNumber takes the one way to write a number: no sign, no leading zero.
func parseNumber(s string) (int64, error) {
	if s == "" || s[0] == '+' || s[0] == '-' || s[0] == '0' && len(s) > 1 {
		return 0, fmt.Errorf("%w: %q", errNumber, s)
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%w: %q", errNumber, s)
	}
	return n, nil
}

func isToken(s string) bool {
	for _, c := range []byte(s) {
		plain := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_'
		if !plain {
			return false
		}
	}
	return s != ""
}

func join(tokens ...string) string { return strings.Join(tokens, ".") }
