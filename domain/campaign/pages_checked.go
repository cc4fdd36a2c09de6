package campaign

import (
	"time"

	"domainflow/domain"
)

// HTTPStatus is the outcome of fetching and matching one name; the set is
// closed. "pending" is no outcome: it is counted, never recorded.
type HTTPStatus string

const (
	HTTPMatch    HTTPStatus = "match"
	HTTPNoMatch  HTTPStatus = "no_match"
	HTTPError    HTTPStatus = "http_error"
	HTTPTimeout  HTTPStatus = "timeout"
	HTTPTLSError HTTPStatus = "tls_error"
	HTTPBlocked  HTTPStatus = "blocked"
	// HTTPFailed is the status `error`.
	HTTPFailed HTTPStatus = "error"
)

// HTTPStatuses in the order of the numbers that read models store.
var HTTPStatuses = []HTTPStatus{HTTPMatch, HTTPNoMatch, HTTPError, HTTPTimeout, HTTPTLSError, HTTPBlocked, HTTPFailed}

// PagesChecked records the results of one part of a unit. Pages are few
// beside names and every field differs from page to page, so they are listed
// as objects, not in columns.
type PagesChecked struct {
	Pages []PageResult `json:"pages"`
}

func (PagesChecked) EventType() string { return "pages_checked" }

// NewPagesChecked is the event of these pages. Without any it has a list
// without entries, not null, for readers of the JSON.
func NewPagesChecked(pages []PageResult) PagesChecked {
	return PagesChecked{Pages: append([]PageResult{}, pages...)}
}

// Counts by status.
func (e PagesChecked) Counts() domain.Counts {
	counts := domain.Counts{}
	for i := range e.Pages {
		counts[string(e.Pages[i].Status)]++
	}
	return counts
}

// PageResult is what was found on the page of one name.
type PageResult struct {
	// Ordinal is that of the name in the campaign that made it.
	Ordinal int64      `json:"ordinal"`
	Name    string     `json:"domainName"`
	Status  HTTPStatus `json:"status"`
	// StatusCode and all that is said of the page are those of FinalURL, where
	// the Redirects led.
	StatusCode int        `json:"statusCode,omitempty"`
	FinalURL   string     `json:"finalUrl,omitempty"`
	Redirects  []Redirect `json:"redirects,omitempty"`
	// TLSVersion is TLS12 or TLS13, absent without TLS.
	TLSVersion string `json:"tlsVersion,omitempty"`
	// TLSVerified is absent where no certificate was judged.
	TLSVerified *bool  `json:"tlsVerified,omitempty"`
	TLSError    string `json:"tlsError,omitempty"`
	// HTTPVersion is HTTP/1.0, HTTP/1.1 or HTTP/2.0.
	HTTPVersion string `json:"httpVersion,omitempty"`
	// RemoteAddress is address:port.
	RemoteAddress string `json:"remoteAddress,omitempty"`
	Title         string `json:"title,omitempty"`
	ContentType   string `json:"contentType,omitempty"`
	ServerHeader  string `json:"serverHeader,omitempty"`
	// Language is what the page says of itself, in its head or its header.
	Language string `json:"language,omitempty"`
	// Headers of the answer, without the values of cookies.
	Headers map[string][]string `json:"headers,omitempty"`
	// ContentHash is the SHA-256 of the decoded body as read, hexadecimal.
	ContentHash string `json:"contentHash,omitempty"`
	// BodyBytes counts the decoded body as read; Truncated says there was more.
	BodyBytes int64 `json:"bodyBytes"`
	Truncated bool  `json:"truncated,omitempty"`
	// Snippet is the beginning of the visible text.
	Snippet string `json:"snippet,omitempty"`
	// Matches: 100 entries and 32 KiB at most, else MatchesTruncated.
	Matches          []Match   `json:"matches,omitempty"`
	MatchesTruncated bool      `json:"matchesTruncated,omitempty"`
	PersonaID        string    `json:"personaId"`
	Attempts         int       `json:"attempts"`
	DurationMs       int64     `json:"durationMs"`
	CheckedAt        time.Time `json:"checkedAt"`
	ErrorCode        string    `json:"errorCode,omitempty"`
	ErrorMessage     string    `json:"errorMessage,omitempty"`
}

// Redirect is one hop: the address that was asked and the code it answered.
type Redirect struct {
	URL        string `json:"url"`
	StatusCode int    `json:"statusCode"`
}

// Match is one rule found in one place of a page.
type Match struct {
	KeywordSetID   string `json:"keywordSetId,omitempty"`
	KeywordSetName string `json:"keywordSetName,omitempty"`
	RuleID         string `json:"ruleId,omitempty"`
	// AdHoc: the rule is a keyword of the campaign itself, of no set.
	AdHoc   bool   `json:"adHoc"`
	Pattern string `json:"pattern"`
	// RuleType is string or regex.
	RuleType string `json:"ruleType"`
	Category string `json:"category,omitempty"`
	Weight   int    `json:"weight"`
	// Where is visible_text, title, raw_body or headers.
	Where string `json:"where"`
	// Count stops at 1,000: then CountCapped.
	Count       int  `json:"count"`
	CountCapped bool `json:"countCapped,omitempty"`
	// MatchedText and Context are those of the first hit, plain text.
	MatchedText string `json:"matchedText"`
	Context     string `json:"context"`
}
