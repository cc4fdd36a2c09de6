package match

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"sort"
	"strings"
	"unicode/utf8"
)

// maxProgram bounds the instructions of one expression, because Go's engine may
// need time in proportion to them for every byte of a page: at this bound about
// half a second for 50 KiB. It is enough for a thousand characters of plain
// text, or for `.{0,400}`.
const maxProgram = 1000

// compileRegex parses the pattern as it stands before it goes under (?i), so
// that places in error messages are those of the pattern.
func compileRegex(r Rule) (*compiled, *RuleError) {
	flags, source := syntax.Perl, r.Pattern
	if !r.CaseSensitive {
		flags |= syntax.FoldCase
		source = "(?i)" + source
	}
	tree, err := syntax.Parse(r.Pattern, flags)
	switch {
	case err != nil:
		return nil, syntaxFault(r.Pattern, flags, err)
	case size(tree) > maxProgram:
		return nil, &RuleError{Message: fmt.Sprintf("the expression is too large: %d instructions, at most %d", size(tree), maxProgram)}
	case matchesEmpty(tree):
		return nil, &RuleError{Message: "the expression matches the empty string"}
	}
	expr, err := regexp.Compile(source)
	if err != nil {
		return nil, &RuleError{Message: err.Error()}
	}
	c := &compiled{Rule: r, expr: expr}
	if texts := required(tree.Simplify()); shortest(texts) >= minLiteral {
		c.needles = texts
	}
	return c, nil
}

// size is about the number of instructions the tree compiles to. It is taken
// before repetitions are written out, which may need very much memory. The
// parser refuses what would overflow (syntax.ErrLarge).
func size(re *syntax.Regexp) int {
	n := 0
	for _, sub := range re.Sub {
		n += size(sub)
	}
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune)
	case syntax.OpCapture:
		return n + 2
	case syntax.OpRepeat:
		if re.Max < 0 {
			return max(re.Min, 1)*n + 1
		}
		return re.Max*n + re.Max - re.Min
	default:
		return n + 1
	}
}

// matchesEmpty reports whether some match can have no characters: assertions
// such as \b have none, wherever they hold.
func matchesEmpty(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpNoMatch, syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return false
	case syntax.OpLiteral:
		return len(re.Rune) == 0
	case syntax.OpCapture, syntax.OpPlus:
		return matchesEmpty(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min == 0 || matchesEmpty(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if !matchesEmpty(sub) {
				return false
			}
		}
		return true
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			if matchesEmpty(sub) {
				return true
			}
		}
		return false
	default:
		return true
	}
}

// syntaxFault finds the place that the parser of regexp/syntax does not tell:
// it names the offending part only. The parser reads from left to right and
// stops at the first fault, so that part ends where the shortest prefix with
// this very fault ends.
func syntaxFault(pattern string, flags syntax.Flags, err error) *RuleError {
	fault := &RuleError{Message: err.Error()}
	var cause *syntax.Error
	if !errors.As(err, &cause) {
		return fault
	}
	part := cause.Expr
	switch cause.Code {
	case syntax.ErrUnexpectedParen: // names the whole pattern
		part = ")"
	case syntax.ErrMissingParen: // likewise, and lacks it at the end
		part = ""
	case syntax.ErrTrailingBackslash:
		part = `\`
	}
	same := func(n int) bool {
		_, err := syntax.Parse(pattern[:n], flags)
		var other *syntax.Error
		return errors.As(err, &other) && other.Code == cause.Code && (part != cause.Expr || other.Expr == part)
	}
	end := sort.Search(len(pattern), same)
	if cause.Code == syntax.ErrMissingParen {
		end = len(pattern)
	}
	at := max(strings.LastIndex(pattern[:end], part), 0)
	fault.Message = cause.Code.String()
	fault.Offset = utf8.RuneCountInString(pattern[:at])
	return fault
}
