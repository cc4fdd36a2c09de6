package natsuser

import (
	"fmt"
	"slices"
	"strings"

	"domainflow/domain"
)

const (
	// All selects every event of the log.
	All = root + ".>"

	root        = "domainflow"
	maxSubjects = 20
	maxSubject  = 255
	// Events have four words in their subject, results of campaigns six.
	lifecycleWords = 4
	resultWords    = 6
)

func checkSubjects(checks *domain.Checks, subjects []string) {
	const field = "subjects"
	checks.Require(len(subjects) > 0, field, domain.FieldRequired, "must name one; leave it out for %s", All)
	checks.Require(len(subjects) <= maxSubjects, field, domain.FieldTooLong, "must be at most %d", maxSubjects)
	subjects = subjects[:min(len(subjects), maxSubjects)]
	for i, s := range subjects {
		path := fmt.Sprintf("%s[%d]", field, i)
		problem := problemOf(s)
		checks.Require(problem == "", path, domain.FieldInvalid, "%s", problem)
		if j := coveredBy(subjects, i); problem == "" && j >= 0 {
			checks.Require(false, path, domain.FieldDuplicate, "lies within %s[%d]", field, j)
		}
	}
}

// coveredBy is the index of another subject that selects all that i does, -1
// if there is none. Of equal ones the first stays.
func coveredBy(subjects []string, i int) int {
	own := spelledOut(subjects[i])
	for j, other := range subjects {
		if other = spelledOut(other); covers(other, own) && (other != own || j < i) {
			return j
		}
	}
	return -1
}

// problemOf says why s selects no event, or is "".
func problemOf(s string) string {
	words := strings.Split(s, ".")
	tail := words[len(words)-1] == ">"
	switch {
	case len(s) > maxSubject:
		return fmt.Sprintf("must have at most %d characters", maxSubject)
	case words[0] != root || len(words) == 1:
		return "must begin with " + root + "."
	case slices.ContainsFunc(words[:len(words)-1], func(w string) bool { return w != "*" && !isWord(w) }),
		!tail && words[len(words)-1] != "*" && !isWord(words[len(words)-1]):
		return "must be words of letters, digits, - and _ with a dot between; * stands for one word, > at the end for any number"
	case tail && len(words) > resultWords, !tail && len(words) != lifecycleWords && len(words) != resultWords:
		return fmt.Sprintf("selects no event: their subjects have %d or %d words", lifecycleWords, resultWords)
	}
	return ""
}

func isWord(s string) bool {
	return s != "" && strings.Trim(s, "-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// spelledOut writes a > that results of campaigns alone can match as the words
// it stands for, so that those who select the same look the same.
func spelledOut(s string) string {
	words := strings.Split(s, ".")
	if n := len(words); words[n-1] == ">" && n > lifecycleWords && n <= resultWords {
		return strings.Join(words[:n-1], ".") + strings.Repeat(".*", resultWords-n+1)
	}
	return s
}

// covers says whether all that b selects is selected by a, by the rules of
// NATS for wildcards. A consumer refuses to have both.
func covers(a, b string) bool {
	wide, narrow := strings.Split(a, "."), strings.Split(b, ".")
	for i, w := range wide {
		switch {
		case i >= len(narrow):
			return false
		case w == ">":
			return true
		case narrow[i] == ">", w != "*" && w != narrow[i]:
			return false
		}
	}
	return len(wide) == len(narrow)
}
