package match

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// minLiteral is the least number of characters by which a text is worth
// waiting for before an expression runs.
const minLiteral = 3

// required returns folded texts of which every match of a simplified
// expression contains at least one; none when there are none to be known.
func required(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		if text, ok := exact(re); ok {
			return []string{text}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpConcat:
		return requiredOfConcat(re.Sub)
	case syntax.OpAlternate:
		var texts []string
		for _, sub := range re.Sub {
			of := required(sub)
			if len(of) == 0 {
				return nil
			}
			texts = append(texts, of...)
		}
		return texts
	}
	return nil
}

// requiredOfConcat takes the best part; neighbours that are plain text count
// as one part.
func requiredOfConcat(parts []*syntax.Regexp) []string {
	var best []string
	take := func(texts []string) {
		if shortest(texts) > shortest(best) {
			best = texts
		}
	}
	run := ""
	for _, part := range parts {
		if text, ok := exact(part); ok {
			run += text
			continue
		}
		take([]string{run})
		run = ""
		take(required(part))
	}
	take([]string{run})
	return best
}

// exact returns the folded text when the expression stands for one text only.
// U+FFFD is none: Go's engine matches it with any invalid byte.
func exact(re *syntax.Regexp) (string, bool) {
	switch re.Op {
	case syntax.OpEmptyMatch:
		return "", true
	case syntax.OpLiteral:
		return fold(string(re.Rune)), !slices.Contains(re.Rune, utf8.RuneError)
	case syntax.OpCapture:
		return exact(re.Sub[0])
	case syntax.OpConcat:
		whole := ""
		for _, sub := range re.Sub {
			text, ok := exact(sub)
			if !ok {
				return "", false
			}
			whole += text
		}
		return whole, true
	default:
		return "", false
	}
}

// shortest is the number of characters of the shortest text, 0 without texts.
func shortest(texts []string) int {
	if len(texts) == 0 {
		return 0
	}
	least := utf8.RuneCountInString(texts[0])
	for _, text := range texts[1:] {
		least = min(least, utf8.RuneCountInString(text))
	}
	return least
}
