package persona

import (
	"maps"
	"net/textproto"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/http/httpguts"

	"domainflow/domain"
)

const (
	maxHeaders = 50
	// maxHeaderBytes, of all names and values together, is more than most
	// servers accept, and lets every persona fit into one event.
	maxHeaderBytes = 32 << 10
)

// defaultHeaders are those of a browser that takes pages, in English first.
var defaultHeaders = map[string]string{
	"Accept":          "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
	"Accept-Language": "en;q=0.9,*;q=0.5",
}

// The engine itself sets the first four, and the user agent has a field of
// its own: a second place for it would leave one without effect.
var refusedHeaders = []string{"Host", "Content-Length", "Connection", "Transfer-Encoding", "User-Agent"}

// headers are the default ones unless given. An empty map means none.
func headers(checks *domain.Checks, given map[string]string) map[string]string {
	if given == nil {
		return maps.Clone(defaultHeaders)
	}
	const field = details + ".headers"
	checks.Require(len(given) <= maxHeaders, field, domain.FieldTooLong, "must have at most %d", maxHeaders)
	seen, size := map[string]bool{}, 0
	for _, name := range slices.Sorted(maps.Keys(given)) {
		place, canonical := field+"."+name, textproto.CanonicalMIMEHeaderKey(name)
		checks.Require(httpguts.ValidHeaderFieldName(name), place, domain.FieldInvalid, "is no header name")
		checks.Require(!slices.Contains(refusedHeaders, canonical), place, domain.FieldNotAllowed, "cannot be set here")
		checks.Require(!seen[canonical], place, domain.FieldDuplicate, "is named twice")
		checks.Require(isHeaderValue(given[name]), place, domain.FieldInvalid, "must have one line of text as value")
		seen[canonical] = true
		size += len(name) + len(given[name])
	}
	checks.Require(size <= maxHeaderBytes, field, domain.FieldTooLong, "must have at most %d bytes together", maxHeaderBytes)
	return maps.Clone(given)
}

func isHeaderValue(s string) bool {
	return httpguts.ValidHeaderFieldValue(s) && utf8.ValidString(s) && strings.TrimSpace(s) == s
}
