package lab

import "fmt"

// page is one HTML document: all that a request needs to send it and the truth to describe it.
type page struct {
	code        int
	contentType string
	meta        string // inside <head>
	source      []byte // of the title
	title       string // as reported
	hidden      string // markup before the text that shows nothing
	text        *block
	repeat      int
	ending      []byte // after the text
	keywords    []string
}

const (
	htmlUTF8 = "text/html; charset=utf-8"
	pageTail = "</p></body></html>\n"
)

// page is what a name's site finally shows, redirects already followed.
func (w *world) page(name string, e entry) page {
	kind, d := w.site(e), draw(e.hash, drawPage)
	source, title := e.title(name)
	p := page{
		code: 200, contentType: htmlUTF8, meta: `<meta charset="utf-8">`, source: []byte(source), title: title,
		text: w.library.pick(d, keyworded(kind, d)), repeat: 1, ending: []byte(pageTail),
	}
	p.keywords = p.text.keywords
	switch kind {
	case Hidden:
		p.hidden = w.trap(d)
	case NotFound:
		p.code = 404
	case ServerError:
		p.code = 500
	case Latin1:
		p.inLatin1(name, d)
	case Huge:
		p.outgrow(w.library.pick(d, true))
	}
	return p
}

// keyworded says whether the visible text has keywords. Error pages do: a status that is not allowed must win over a match.
func keyworded(kind SiteKind, d uint64) bool {
	switch kind {
	case Keyword, Gzip, NotFound, ServerError, BadCertificate:
		return true
	case RedirectPath, SlowSite:
		return d>>32&1 == 0
	default:
		return false
	}
}

// trap has a keyword where no reader sees it.
func (w *world) trap(d uint64) string {
	if len(w.keywords) == 0 {
		return ""
	}
	return fmt.Sprintf(traps[d>>32%uint64(len(traps))], w.keywords[d>>48%uint64(len(w.keywords))])
}

var traps = []string{
	`<script>var offer = %q;</script>`,
	`<style>p::before { content: %q }</style>`,
	`<!-- %s -->`,
	`<img alt=%q src="/picture.png">`,
	`<template><p>%s</p></template>`,
	`<noscript>%s</noscript>`,
}

// inLatin1 declares the charset in the header for half of the sites and in the document for the others.
func (p *page) inLatin1(name string, d uint64) {
	p.title = "Café " + name
	p.source = latin1(p.title)
	p.ending = append(latin1(" "+Latin1Keyword), pageTail...)
	p.keywords = []string{Latin1Keyword}
	p.contentType, p.meta = "text/html; charset=ISO-8859-1", ""
	if d>>32&1 == 0 {
		p.contentType, p.meta = "text/html", `<meta charset="iso-8859-1">`
	}
}

// outgrow puts a keyword where a client that keeps its limit does not come.
func (p *page) outgrow(keyworded *block) {
	p.repeat = BodyLimit/len(p.text.text) + 1
	p.ending = append(append([]byte(nil), keyworded.text...), pageTail...)
}

func (p *page) appendHead(out []byte) []byte {
	out = append(out, `<!doctype html><html lang="en"><head>`...)
	out = append(out, p.meta...)
	out = append(out, "<title>"...)
	out = append(out, p.source...)
	out = append(out, "</title></head><body>"...)
	out = append(out, p.hidden...)
	return append(out, "<p>"...)
}

func (p *page) appendBody(out []byte) []byte {
	out = p.appendHead(out)
	for range p.repeat {
		out = append(out, p.text.text...)
	}
	return append(out, p.ending...)
}
