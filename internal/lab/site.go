package lab

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Statuses of an HTTP result, as the product names them; Timeout and Error are those of DNS results.
const (
	Match     = "match"
	NoMatch   = "no_match"
	HTTPError = "http_error"
	TLSError  = "tls_error"
	Blocked   = "blocked"
)

// BodyLimit is the number of decoded bytes after which a client is expected to stop reading.
const BodyLimit = 2 << 20

// SiteTruth is what a correct client reports that asks http://NAME:port/ at the addresses of the DNS result, follows at least
// three redirects, reads BodyLimit bytes, allows the codes 200 to 299, and looks for all of Keywords(). The fields of an
// answer are empty where none is complete.
type SiteTruth struct {
	// Kind is empty for a name without address; nothing else is set then.
	Kind SiteKind
	// Status where only plain HTTP is asked.
	Status string
	// StatusTLSFirst is the status of a client that asks https on the same port before, takes the worse of two failures in
	// the order tls_error, timeout, blocked, error, and counts a redirect that failed later as an answer.
	StatusTLSFirst string
	StatusCode     int
	// Title as reported: decoded, NUL removed, at most 512 characters.
	Title string
	// Keywords of the lab in the visible text, also of an error page.
	Keywords []string
	// FinalURL is the URL asked last; empty for a RedirectLoop, where it depends on the client's limit, as Redirects do.
	FinalURL  string
	Redirects []Redirect
	// ContentHash is the SHA-256 in hex of the first BodyLimit bytes of the decoded body, BodyBytes their number.
	ContentHash string
	BodyBytes   int
	Truncated   bool
}

// Redirect is a URL that answered with a redirect, and the code of that answer.
type Redirect struct {
	URL        string
	StatusCode int
}

// Site tells the truth about the web site of a name, in any case, with or without final dot.
func (l *Lab) Site(name string) SiteTruth {
	name = canonical(name)
	w := &l.world
	e := w.lookup([]byte(name))
	t := SiteTruth{Kind: w.site(e)}
	if t.Kind == "" {
		return t
	}
	t.Redirects, t.FinalURL = w.way(name, e, t.Kind)
	shown := e
	if t.Kind == RedirectHost {
		name = "www." + name
		shown = w.lookup([]byte(name))
	}
	var answered bool
	if t.Status, t.StatusTLSFirst, answered = failing(t.Kind); !answered {
		return t
	}
	if t.Kind == GzipBomb {
		t.StatusCode, t.Title = 200, bombTitle
		t.content(l.bomb().start(BodyLimit + 1))
	} else {
		p := l.page(name, shown)
		t.StatusCode, t.Title, t.Keywords = p.code, p.title, p.keywords
		t.content(p.appendBody(nil))
	}
	t.Status = verdict(t.StatusCode, len(t.Keywords))
	t.StatusTLSFirst = t.Status
	return t
}

// failing gives the statuses of the kinds that never answer completely.
func failing(kind SiteKind) (plain, tlsFirst string, answered bool) {
	switch kind {
	case RedirectLoop, Closed:
		return Error, Error, false
	case RedirectPrivate:
		return Blocked, Blocked, false
	case Silent:
		return Timeout, Timeout, false
	case EndlessBody:
		return Timeout, TLSError, false
	case EndlessHeaders, Reset, Garbage, BadCertificate:
		return Error, TLSError, false
	}
	return "", "", true
}

func verdict(code, keywords int) string {
	switch {
	case code < 200 || code > 299:
		return HTTPError
	case keywords > 0:
		return Match
	default:
		return NoMatch
	}
}

func (t *SiteTruth) content(body []byte) {
	if len(body) > BodyLimit {
		t.Truncated, body = true, body[:BodyLimit]
	}
	sum := sha256.Sum256(body)
	t.ContentHash, t.BodyBytes = hex.EncodeToString(sum[:]), len(body)
}

// URL is where the site of a name is.
func (l *Lab) URL(name string) string { return l.world.url(canonical(name), "/") }

func (w *world) url(host, path string) string {
	if w.webPort == 80 {
		return "http://" + host + path
	}
	return fmt.Sprintf("http://%s:%d%s", host, w.webPort, path)
}
