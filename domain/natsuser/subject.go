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
	for j, other := range subjects {
		if i != j && covers(other, subjects[i]) && (j < i || !covers(subjects[i], other)) {
			return j
		}
	}
	return -1
}

// CategoryOf is the category that a subject is about, "" for any: the subject
// has a wildcard there.
func CategoryOf(subject string) string {
	words := strings.SplitN(subject, ".", 3)
	if len(words) < 2 || !isWord(words[1]) {
		return ""
	}
	return words[1]
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
	case words[1] == "access":
		return "selects access records, which are not read over NATS"
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

// covers says whether all that b selects is selected by a, by the rules of
// NATS for wildcards and the lengths that subjects of events have.
func covers(a, b string) bool {
	for _, n := range []int{lifecycleWords, resultWords} {
		narrow := spelledOut(b, n)
		if narrow == nil {
			continue
		}
		wide := spelledOut(a, n)
		if wide == nil {
			return false
		}
		for i, w := range wide {
			if w != "*" && w != narrow[i] {
				return false
			}
		}
	}
	return true
}

// spelledOut is what s selects of the subjects with n words, nil for nothing: a
// > stands for one word or more.
func spelledOut(s string, n int) []string {
	words := strings.Split(s, ".")
	if last := len(words) - 1; words[last] == ">" && last < n {
		words = append(words[:last], slices.Repeat([]string{"*"}, n-last)...)
	}
	if len(words) != n {
		return nil
	}
	return words
}
