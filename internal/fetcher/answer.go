package fetcher

import (
	"bytes"
	"net/http"
	"net/http/cookiejar"
)

// answer is what one pass over the targets has found out so far.
type answer struct {
	page    Page
	header  http.Header
	body    *bytes.Buffer // nil unless the answer is complete
	jar     *cookiejar.Jar
	reached bool // some HTTP answer came, so no further target is asked
}

func (a *answer) take(r *http.Response) {
	a.page.StatusCode = r.StatusCode
	a.page.HTTPVersion = r.Proto
	a.header = r.Header
}

// fail turns the answer into that of a failed target; the body, if one was begun, has no owner any more.
func (a *answer) fail(f *failure) {
	a.page.Outcome, a.page.ErrorCode = f.outcome, f.code
	a.page.ErrorMessage = clean(f.cause.Error(), maxFieldBytes)
	a.page.StatusCode, a.page.HTTPVersion = 0, ""
	a.header = nil
}

// finish reads the page out of a complete answer.
func (a *answer) finish(allowed func(int) bool) {
	p := &a.page
	p.Outcome = HTTPError
	if allowed(p.StatusCode) {
		p.Outcome = Answered
	}
	p.ContentType = clean(a.header.Get("Content-Type"), maxFieldBytes)
	p.ServerHeader = clean(a.header.Get("Server"), maxFieldBytes)
	p.Headers, p.RawHeaders = recordHeaders(a.header)
	p.Body = a.body.Bytes()
	p.BodyBytes = int64(len(p.Body))
	p.ContentHash = hash(p.Body)
	d := readDocument(p.Body, a.header.Get("Content-Type"))
	p.Title, p.Text, p.Language = d.title, d.text, d.language
	if p.Language == "" {
		p.Language = clean(a.header.Get("Content-Language"), maxLanguageBytes)
	}
	p.Snippet = snippet(p.Text)
}
