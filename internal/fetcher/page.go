package fetcher

import "time"

// Outcome is how a fetch ended. The set is closed.
type Outcome string

const (
	Answered  Outcome = "answered"   // complete answer with an allowed status code
	HTTPError Outcome = "http_error" // complete answer with any other final status code
	Timeout   Outcome = "timeout"    // no complete answer in time
	TLSError  Outcome = "tls_error"  // handshake or certificate failed
	Blocked   Outcome = "blocked"    // refused by the outbound guard
	Failed    Outcome = "error"      // anything else; ErrorCode says what
)

// Limits of what a Page records.
const (
	maxTitleRunes   = 512
	maxSnippetRunes = 256
	maxURLBytes     = 2 << 10
	maxHeaderBytes  = 4 << 10
	maxFieldBytes   = 512 // single header values, error texts
)

// Redirect is one URL that answered with a redirect, and the code of that answer.
type Redirect struct {
	URL        string
	StatusCode int
}

// Page is the result of one name. Strings are valid UTF-8 without NUL. Fields of an answer (StatusCode, Title, Text,
// ...) are empty unless Outcome is Answered or HTTPError; FinalURL, Redirects and the TLS fields tell how far a
// failed fetch came, on the target whose failure stands.
type Page struct {
	Outcome    Outcome
	StatusCode int
	// FinalURL is the URL asked last; at most 2 KiB, as each of Redirects.
	FinalURL  string
	Redirects []Redirect
	// TLSVersion is TLS12 or TLS13, empty without TLS. TLSVerified is nil where no certificate was judged.
	TLSVersion  string
	TLSVerified *bool
	TLSError    string
	// HTTPVersion is HTTP/1.0, HTTP/1.1 or HTTP/2.0; RemoteAddress is address:port.
	HTTPVersion, RemoteAddress string

	Title, ContentType, ServerHeader string
	// Language is that of <html lang>, else of Content-Language.
	Language string
	// Headers hold 4 KiB at most, in order of name; Set-Cookie is there without values.
	Headers map[string][]string
	// ContentHash is the SHA-256, in hex, of Body.
	ContentHash string
	BodyBytes   int64
	// Truncated: the body went on after MaxBodyBytes.
	Truncated bool
	// Snippet is the first 256 characters of Text.
	Snippet string

	// Attempts counts passes over the targets. Duration is the time spent on the requests of the target that stands, in
	// the last pass; waiting for a turn, or for a lookup, is not in it.
	Attempts  int
	Duration  time.Duration
	CheckedAt time.Time

	ErrorCode, ErrorMessage string

	// Text is the visible text; empty for what is neither HTML, XML, JSON nor plain text.
	Text string
	// Body is decoded (gzip, deflate, br), in the charset it came in. It is reused after the callback returns.
	Body []byte
	// RawHeaders are all header lines, "Name: value\n", without Set-Cookie values.
	RawHeaders string
}
