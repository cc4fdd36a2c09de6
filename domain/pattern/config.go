package pattern

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"unicode/utf8"

	"domainflow/domain"
)

// Type says where the variable characters stand.
type Type string

const (
	// Prefix: variable, constant.
	Prefix Type = "prefix"
	// Suffix: constant, variable.
	Suffix Type = "suffix"
	// Both: variable, constant, variable.
	Both Type = "both"
)

// hasPrefix and hasSuffix say which lengths the type uses.
func (t Type) hasPrefix() bool { return t == Prefix || t == Both }
func (t Type) hasSuffix() bool { return t == Suffix || t == Both }

// Config is a generation config in canonical form; [New] makes it. Offset o
// of its space has the TLD of index o mod t, and o div t, read as a number of
// base c with the most significant digit first, has the variable characters.
type Config struct {
	PatternType  Type `json:"patternType"`
	PrefixLength int  `json:"prefixVariableLength,omitempty"`
	SuffixLength int  `json:"suffixVariableLength,omitempty"`
	// CharacterSet: lower case, NFC, each once, by code point; "" when both
	// lengths are 0, since then it has no part in the names.
	CharacterSet string `json:"characterSet,omitempty"`
	// ConstantString: lower case, NFC.
	ConstantString string `json:"constantString"`
	// TLDs: A-labels, lower case, without outer dots, each once, sorted.
	TLDs []string `json:"tlds"`
}

// Params writes the config as a request in the long form; [New] makes the
// same config of it.
func (c Config) Params() Params {
	p := Params{PatternType: c.PatternType, CharacterSet: c.CharacterSet, ConstantString: c.ConstantString, TLDs: c.TLDs}
	if c.PatternType.hasPrefix() {
		p.PrefixVariableLength = &c.PrefixLength
	}
	if c.PatternType.hasSuffix() {
		p.SuffixVariableLength = &c.SuffixLength
	}
	return p
}

// MarshalJSON writes a length of 0 where the type has that length, and only
// there: so an answer can be sent again as a request.
func (c Config) MarshalJSON() ([]byte, error) { return json.Marshal(c.Params()) }

// Hash is the id of the pattern: lower-case hexadecimal SHA-256 over the six
// fields, one a line, TLDs separated by commas. It is frozen: the log holds
// it. None of the fields can hold a line break or a comma.
func (c Config) Hash() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%d\n%d\n%s\n%s\n%s\n", c.PatternType, c.PrefixLength, c.SuffixLength,
		c.CharacterSet, c.ConstantString, strings.Join(c.TLDs, ",")))
	return hex.EncodeToString(sum[:])
}

// Size is the number of offsets, c^(p+s) × t: c characters, p and s lengths,
// t TLDs. It counts invalid names too.
func (c Config) Size() domain.Big {
	characters := big.NewInt(int64(utf8.RuneCountInString(c.CharacterSet)))
	words := characters.Exp(characters, big.NewInt(int64(c.PrefixLength+c.SuffixLength)), nil)
	return domain.NewBig(words.Mul(words, big.NewInt(int64(len(c.TLDs)))))
}
