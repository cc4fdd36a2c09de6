package keywordset

import (
	"encoding/json"
	"fmt"
	"slices"

	"domainflow/domain"
)

// Input is a keyword set as users write it: what is nil gets its default.
type Input struct {
	Name        string
	Description string
	IsEnabled   bool
	// MatchIn is [VisibleText] and [Title] unless given.
	MatchIn []Place
	Rules   []RuleInput
}

// RuleInput is a rule as users write it.
type RuleInput struct {
	// ID keeps the identity of a rule the set has; "" makes a new one.
	ID string
	// NewID is the identity of a rule that is sent without ID. The edge sets
	// it for every rule.
	NewID           string
	Pattern         string
	RuleType        RuleType
	IsCaseSensitive bool
	Category        string
	ContextChars    *int
	Weight          *int
}

// CodeSetTooLarge: the patterns of a set are too long together.
const CodeSetTooLarge = "SET_TOO_LARGE"

const (
	maxDescription = 2000
	maxRules       = 1000
	maxPatterns    = 256 << 10
	// maxEncoded lets every set fit into one event, a message of 1 MiB at
	// most. Only long categories or much escaping bring a set there.
	maxEncoded = 1<<20 - 64<<10
)

// complete checks the input and fills in what it leaves out. The rules that
// the set has now are those whose IDs may be sent.
func (in Input) complete(now []Rule) (Set, error) {
	var checks domain.Checks
	set := Set{Name: checks.Name("name", in.Name), Description: in.Description, IsEnabled: in.IsEnabled}
	checks.Text("description", in.Description, maxDescription)
	set.MatchIn = places(&checks, in.MatchIn)
	set.Rules = rules(&checks, in.Rules, now)
	encoded, err := json.Marshal(set)
	checks.Require(err == nil && len(encoded) <= maxEncoded, "rules", CodeSetTooLarge,
		"the set must have at most %d bytes as JSON", maxEncoded)
	if err := checks.Err(); err != nil {
		return Set{}, err
	}
	return set, nil
}

func places(checks *domain.Checks, given []Place) []Place {
	if given == nil {
		return []Place{VisibleText, Title}
	}
	const field = "matchIn"
	checks.Require(len(given) > 0, field, domain.FieldRequired, "must name a place; leave it out for visible_text and title")
	for i, p := range given {
		checks.Require(slices.Contains(Places, p), fmt.Sprintf("%s[%d]", field, i), domain.FieldInvalid, "must be one of %v", Places)
	}
	return slices.DeleteFunc(slices.Clone(Places), func(p Place) bool { return !slices.Contains(given, p) })
}

func rules(checks *domain.Checks, given []RuleInput, now []Rule) []Rule {
	const field = "rules"
	checks.Require(len(given) > 0, field, domain.FieldRequired, "must have at least one")
	checks.Require(len(given) <= maxRules, field, domain.FieldTooLong, "must be at most %d", maxRules)
	given = given[:min(len(given), maxRules)]
	known, size := map[string]bool{}, 0
	for _, r := range now {
		known[r.ID] = true
	}
	out := make([]Rule, len(given))
	for i, r := range given {
		path := fmt.Sprintf("%s[%d]", field, i)
		out[i] = r.complete(checks, path)
		out[i].ID = r.identity(checks, path, known)
		size += len(r.Pattern)
	}
	checks.Require(size <= maxPatterns, field, CodeSetTooLarge,
		"all patterns of a set must have at most %d bytes together, not %d", maxPatterns, size)
	return out
}

// identity takes the rule's ID out of those that are known, so that no two
// rules get the same.
func (r RuleInput) identity(checks *domain.Checks, path string, known map[string]bool) string {
	if r.ID == "" {
		return r.NewID
	}
	checks.Require(known[r.ID], path+".id", domain.FieldUnknown, "is no rule of this set, or is sent twice")
	delete(known, r.ID)
	return r.ID
}
