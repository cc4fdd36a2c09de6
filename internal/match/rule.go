package match

import (
	"fmt"
	"regexp"
	"unicode/utf8"
)

// Place is a part of a page, or a set of them.
type Place uint8

// The places of a page, in the order in which hits are listed.
const (
	VisibleText Place = 1 << iota
	Title
	RawBody
	Headers
)

// Rule is one keyword. A rule whose In is empty never matches.
type Rule struct {
	Pattern       string
	Regex         bool // Pattern is an expression in RE2 syntax, not a string
	CaseSensitive bool
	ContextChars  int // characters shown on each side of the first hit
	In            Place
}

// RuleError says why a rule does not compile.
type RuleError struct {
	Index   int // of the rule among those given to Compile; 0 from Check
	Offset  int // characters of Pattern before the place of the fault
	Message string
}

func (e *RuleError) Error() string {
	return fmt.Sprintf("rule %d, character %d: %s", e.Index, e.Offset, e.Message)
}

// Check returns a *RuleError when the rule does not compile. Who wants the
// faults of many rules checks them one by one; Compile stops at the first.
func Check(r Rule) error {
	if _, fault := compile(r); fault != nil {
		return fault
	}
	return nil
}

// Broad reports whether a rule lacks a text of at least three characters that
// every match of it contains, or some such texts of which every match contains
// one. An expression of that kind must run on every page. A rule that does not
// compile is not broad.
func Broad(r Rule) bool {
	c, fault := compile(r)
	return fault == nil && shortest(c.needles) < minLiteral
}

// compiled is a rule ready for use.
type compiled struct {
	Rule
	expr *regexp.Regexp // nil for strings
	// Folded texts of which one is in every text that matches; for a string it
	// is the pattern. None: the expression has to look for itself.
	needles []string
}

func compile(r Rule) (*compiled, *RuleError) {
	switch {
	case r.Pattern == "":
		return nil, &RuleError{Message: "the pattern is empty"}
	case !utf8.ValidString(r.Pattern):
		return nil, &RuleError{Offset: validPrefix(r.Pattern), Message: "the pattern is not valid UTF-8"}
	case r.Regex:
		return compileRegex(r)
	}
	return &compiled{Rule: r, needles: []string{fold(r.Pattern)}}, nil
}

// validPrefix counts the characters before the first invalid byte.
func validPrefix(s string) int {
	n := 0
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 {
			break
		}
		s, n = s[size:], n+1
	}
	return n
}
