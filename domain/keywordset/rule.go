package keywordset

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"

	"domainflow/domain"
)

const (
	maxPattern     = 1000
	maxCategory    = 100
	maxContext     = 500
	maxWeight      = 100
	defaultContext = 40
	defaultWeight  = 10
)

func (r RuleInput) complete(checks *domain.Checks, path string) Rule {
	rule := Rule{
		Pattern: r.Pattern, RuleType: r.RuleType, IsCaseSensitive: r.IsCaseSensitive, Category: strings.TrimSpace(r.Category),
		ContextChars: or(r.ContextChars, defaultContext), Weight: or(r.Weight, defaultWeight),
	}
	r.checkPattern(checks, path+".pattern")
	checks.Require(r.RuleType == String || r.RuleType == Regex, path+".ruleType", domain.FieldInvalid, "must be string or regex")
	checks.Text(path+".category", rule.Category, maxCategory)
	checks.Require(rule.ContextChars >= 0 && rule.ContextChars <= maxContext, path+".contextChars",
		domain.FieldOutOfRange, "must be 0 to %d", maxContext)
	checks.Require(rule.Weight >= 1 && rule.Weight <= maxWeight, path+".weight", domain.FieldOutOfRange, "must be 1 to %d", maxWeight)
	return rule
}

func or(given *int, otherwise int) int {
	if given == nil {
		return otherwise
	}
	return *given
}

func (r RuleInput) checkPattern(checks *domain.Checks, field string) {
	checks.Require(r.Pattern != "", field, domain.FieldRequired, "must not be empty")
	checks.Text(field, r.Pattern, maxPattern)
	if r.RuleType != Regex || r.Pattern == "" || utf8.RuneCountInString(r.Pattern) > maxPattern {
		return
	}
	parsed, err := syntax.Parse(r.Pattern, syntax.Perl)
	if err != nil {
		checks.Require(false, field, domain.FieldInvalid, "%s", place(r.Pattern, err))
		return
	}
	checks.Require(!matchesEmpty(parsed), field, domain.FieldInvalid, "must not match the empty string")
}

// place says where in the pattern the error is, counted in characters from 1.
// The package names only the faulty piece; its first occurrence stands for it.
func place(pattern string, err error) string {
	var wrong *syntax.Error
	if !errors.As(err, &wrong) {
		return err.Error()
	}
	before, _, found := strings.Cut(pattern, wrong.Expr)
	if !found {
		return wrong.Code.String()
	}
	return fmt.Sprintf("%s at character %d: %s", wrong.Code, utf8.RuneCountInString(before)+1, wrong.Expr)
}

// matchesEmpty says whether the expression can match nothing somewhere: `\b`
// does not match the empty text, but it does match nothing inside of one.
func matchesEmpty(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral, syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL, syntax.OpNoMatch:
		return false
	case syntax.OpCapture, syntax.OpPlus:
		return matchesEmpty(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min == 0 || matchesEmpty(re.Sub[0])
	case syntax.OpConcat:
		return !slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return !matchesEmpty(sub) })
	case syntax.OpAlternate:
		return slices.ContainsFunc(re.Sub, matchesEmpty)
	}
	// Star, Quest, and what has no width: anchors, word boundaries, nothing.
	return true
}
