package campaign

import (
	"fmt"
	"slices"
	"strings"

	"domainflow/domain"
)

// Params is what a campaign was asked to do, with every default filled in.
// Exactly one member is set, the one of its [Type]. It never changes.
type Params struct {
	Generation *GenerationParams `json:"domainGenerationParams,omitempty"`
	List       *ListParams       `json:"domainListParams,omitempty"`
	DNS        *DNSParams        `json:"dnsValidationParams,omitempty"`
	HTTP       *HTTPParams       `json:"httpKeywordParams,omitempty"`
}

// GenerationParams names a pattern in canonical form and how much of it is
// wanted.
type GenerationParams struct {
	// PatternType is prefix, suffix or both: where the variable characters
	// stand around ConstantString.
	PatternType          string `json:"patternType"`
	PrefixVariableLength int    `json:"prefixVariableLength"`
	SuffixVariableLength int    `json:"suffixVariableLength"`
	CharacterSet         string `json:"characterSet"`
	ConstantString       string `json:"constantString"`
	// TLDs are A-labels.
	TLDs []string `json:"tlds"`
	// NumDomainsToGenerate is the number of offsets to reserve; 0 means all
	// that is left of the pattern at the start.
	NumDomainsToGenerate domain.Big `json:"numDomainsToGenerate"`
	// PatternHash names the pattern aggregate that hands out the range.
	PatternHash string `json:"patternHash"`
	// SpaceSize is the number of offsets of the pattern.
	SpaceSize domain.Big `json:"spaceSize"`
}

// ListParams says how a list of names was read.
type ListParams struct {
	// Format is text or csv.
	Format string `json:"format"`
	// Column of a CSV, where one was asked for.
	Column string `json:"column,omitempty"`
}

// Formats of a list.
const (
	ListText = "text"
	ListCSV  = "csv"
)

// DNSParams asks for the resolution of every name of the source.
type DNSParams struct {
	SourceCampaignID string `json:"sourceCampaignId"`
	// PersonaIDs in the order in which they are tried.
	PersonaIDs  []string     `json:"personaIds"`
	RecordTypes []RecordType `json:"recordTypes"`
	// ProcessingSpeedPerMinute limits names per minute; 0 means no limit.
	ProcessingSpeedPerMinute int `json:"processingSpeedPerMinute"`
	// RetryAttempts follow one that ends in timeout or error.
	RetryAttempts int `json:"retryAttempts"`
}

// HTTPParams asks for the pages of every resolved name of the source.
type HTTPParams struct {
	SourceCampaignID string   `json:"sourceCampaignId"`
	KeywordSetIDs    []string `json:"keywordSetIds"`
	// AdHocKeywords are searched as they stand, in any case.
	AdHocKeywords []string `json:"adHocKeywords"`
	// PersonaIDs in the order in which they are tried.
	PersonaIDs []string `json:"personaIds"`
	// TargetHTTPPorts in the order they are tried; empty means 443 with
	// https, then 80 with http.
	TargetHTTPPorts []int `json:"targetHttpPorts"`
	// ProcessingSpeedPerMinute limits names per minute; 0 means no limit.
	ProcessingSpeedPerMinute int    `json:"processingSpeedPerMinute"`
	RetryAttempts            int    `json:"retryAttempts"`
	Path                     string `json:"path"`
}

// RecordType is a DNS record type that a campaign may ask for.
type RecordType string

// RecordTypes in the order in which answers list them.
var RecordTypes = []RecordType{"A", "AAAA", "CNAME", "NS", "MX", "TXT", "SOA"}

// Codes of fields that also name the refusal as a whole.
const (
	// CodeSourceType: the source's type cannot be followed by this one.
	CodeSourceType = "SOURCE_TYPE"
	// CodeSpaceTooLarge: more names than a campaign may have.
	CodeSpaceTooLarge = "SPACE_TOO_LARGE"
	// CodeRuleTooBroad: too many rules that no literal of three characters
	// can rule out quickly.
	CodeRuleTooBroad = "RULE_TOO_BROAD"
	// CodeListEmpty: a list holds no name.
	CodeListEmpty = "LIST_EMPTY"
	// CodeParamsImmutable: an edit of what a campaign was asked to do.
	CodeParamsImmutable = "PARAMS_IMMUTABLE"
)

// MaxNames is the largest number of names one campaign may have.
const MaxNames = 10_000_000

func (p *GenerationParams) check(c *domain.Checks, most int64) {
	const field = "numDomainsToGenerate"
	c.Require(p.NumDomainsToGenerate.Sign() >= 0, field, domain.FieldOutOfRange, "must not be negative")
	wanted := p.NumDomainsToGenerate
	if wanted.Sign() == 0 {
		wanted = p.SpaceSize
	}
	if most <= 0 || most > MaxNames {
		most = MaxNames
	}
	c.Require(wanted.Cmp(domain.BigOf(most)) <= 0, field, CodeSpaceTooLarge,
		"a campaign has at most %d names; this asks for %s", most, wanted)
}

func (p *ListParams) check(c *domain.Checks) {
	c.Require(p.Format == ListText || p.Format == ListCSV, "format", domain.FieldInvalid, "must be %s or %s", ListText, ListCSV)
	c.Require(p.Column == "" || p.Format == ListCSV, "column", domain.FieldNotAllowed, "is only for format %s", ListCSV)
	c.Text("column", p.Column, domain.MaxName)
}

func (p *DNSParams) check(c *domain.Checks) {
	checkIDs(c, "personaIds", p.PersonaIDs, 1, 20)
	checkPace(c, p.ProcessingSpeedPerMinute, p.RetryAttempts)
	addresses := false
	for i, t := range p.RecordTypes {
		field := fmt.Sprintf("recordTypes[%d]", i)
		c.Require(slices.Contains(RecordTypes, t), field, domain.FieldInvalid, "must be one of %v", RecordTypes)
		c.Require(!slices.Contains(p.RecordTypes[:i], t), field, domain.FieldDuplicate, "is named twice")
		addresses = addresses || t == "A" || t == "AAAA"
	}
	c.Require(addresses, "recordTypes", domain.FieldRequired, "must hold A or AAAA")
}

func (p *HTTPParams) check(c *domain.Checks) {
	checkIDs(c, "personaIds", p.PersonaIDs, 1, 20)
	checkIDs(c, "keywordSetIds", p.KeywordSetIDs, 0, 50)
	checkPace(c, p.ProcessingSpeedPerMinute, p.RetryAttempts)
	c.Require(len(p.KeywordSetIDs)+len(p.AdHocKeywords) > 0, "keywordSetIds", domain.FieldRequired,
		"keywordSetIds or adHocKeywords must not be empty")
	c.Require(len(p.AdHocKeywords) <= 200, "adHocKeywords", domain.FieldTooLong, "at most 200")
	for i, k := range p.AdHocKeywords {
		field := fmt.Sprintf("adHocKeywords[%d]", i)
		c.Require(k != "", field, domain.FieldRequired, "must not be empty")
		c.Text(field, k, 200)
	}
	c.Require(len(p.TargetHTTPPorts) <= 20, "targetHttpPorts", domain.FieldTooLong, "at most 20")
	for i, port := range p.TargetHTTPPorts {
		field := fmt.Sprintf("targetHttpPorts[%d]", i)
		c.Require(port >= 1 && port <= 65535, field, domain.FieldOutOfRange, "must be 1 to 65535")
		c.Require(!slices.Contains(p.TargetHTTPPorts[:i], port), field, domain.FieldDuplicate, "is named twice")
	}
	c.Require(strings.HasPrefix(p.Path, "/"), "path", domain.FieldInvalid, "must begin with /")
	c.Require(len(p.Path) <= 1024, "path", domain.FieldTooLong, "must have 1 to 1024 characters")
	c.Require(!strings.ContainsFunc(p.Path, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '#' }),
		"path", domain.FieldInvalid, "must hold neither spaces, control characters nor #")
}

func checkPace(c *domain.Checks, perMinute, retries int) {
	c.Require(perMinute >= 0, "processingSpeedPerMinute", domain.FieldOutOfRange, "must not be negative")
	c.Require(retries >= 0 && retries <= 10, "retryAttempts", domain.FieldOutOfRange, "must be 0 to 10")
}

func checkIDs(c *domain.Checks, field string, ids []string, least, most int) {
	c.Require(len(ids) >= least && len(ids) <= most, field, domain.FieldOutOfRange, "must name %d to %d", least, most)
	for i, id := range ids {
		c.Require(!slices.Contains(ids[:i], id), fmt.Sprintf("%s[%d]", field, i), domain.FieldDuplicate, "is named twice")
	}
}
