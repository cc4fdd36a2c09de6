package pattern

import (
	"slices"

	"domainflow/domain"
)

// Params is a generation config as users write it. Absent members are nil or
// empty. VariableLength and TLD are short forms.
type Params struct {
	PatternType          Type     `json:"patternType"`
	PrefixVariableLength *int     `json:"prefixVariableLength,omitempty"`
	SuffixVariableLength *int     `json:"suffixVariableLength,omitempty"`
	VariableLength       *int     `json:"variableLength,omitempty"`
	CharacterSet         string   `json:"characterSet,omitempty"`
	ConstantString       string   `json:"constantString,omitempty"`
	TLDs                 []string `json:"tlds,omitempty"`
	TLD                  string   `json:"tld,omitempty"`
}

const (
	maxLength     = 63 // of variable parts, constant and label
	maxCharacters = 256
	maxTLDs       = 100
)

// New brings params into canonical form, or refuses them with every field
// that is wrong. It does not promise that each name is valid: hyphens, length
// and the direction of writing are judged name by name.
func New(p Params) (Config, error) {
	var checks domain.Checks
	c := Config{PatternType: p.PatternType}
	checks.Require(slices.Contains([]Type{Prefix, Suffix, Both}, p.PatternType),
		"patternType", domain.FieldInvalid, "must be prefix, suffix or both")
	c.PrefixLength, c.SuffixLength = p.lengths(&checks)
	variable := c.PrefixLength+c.SuffixLength > 0
	c.CharacterSet = characters(&checks, p.CharacterSet, variable)
	c.ConstantString = constant(&checks, p.ConstantString, variable)
	c.TLDs = p.tlds(&checks)
	if err := checks.Err(); err != nil {
		return Config{}, err
	}
	return c, nil
}

// lengths reads the long or the short form. A length that the type uses and
// nobody gives is refused, not taken for 0: one name where thousands were
// meant would look like a success.
func (p Params) lengths(checks *domain.Checks) (prefix, suffix int) {
	const short = "variableLength"
	long := p.PrefixVariableLength != nil || p.SuffixVariableLength != nil
	checks.Require(p.VariableLength == nil || !long, short, domain.FieldNotAllowed,
		"is the short form; leave it out beside prefixVariableLength and suffixVariableLength")
	if p.VariableLength != nil {
		inBounds(checks, short, *p.VariableLength)
	}
	prefix = p.length(checks, "prefixVariableLength", p.PrefixVariableLength, p.PatternType.hasPrefix())
	suffix = p.length(checks, "suffixVariableLength", p.SuffixVariableLength, p.PatternType.hasSuffix())
	return prefix, suffix
}

func (p Params) length(checks *domain.Checks, field string, long *int, used bool) int {
	// Without a known type nothing can be said about which lengths it uses.
	known := p.PatternType.hasPrefix() || p.PatternType.hasSuffix()
	checks.Require(long == nil || used || !known, field, domain.FieldNotAllowed,
		"is not used by patternType %s", p.PatternType)
	checks.Require(!used || long != nil || p.VariableLength != nil, field, domain.FieldRequired,
		"is needed by patternType %s", p.PatternType)
	switch {
	case long != nil:
		inBounds(checks, field, *long)
		return *long
	case used && p.VariableLength != nil:
		return *p.VariableLength
	}
	return 0
}

func inBounds(checks *domain.Checks, field string, length int) {
	checks.Require(length >= 0 && length <= maxLength, field, domain.FieldOutOfRange, "must be 0 to %d", maxLength)
}
