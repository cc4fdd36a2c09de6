package fetcher

import (
	"bytes"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// markup reads HTML token by token, without building a tree: memory stays within a few times the page, and time is
// linear in it. <head> needs no rule of its own: what HTML allows in it is never visible, and anything else ends it.
type markup struct {
	tokens *html.Tokenizer
	text   collapser

	hidden   atom.Atom // the outermost invisible element we are in, or 0
	depth    int       // of elements of that name
	svg      int
	title    string
	titled   bool // the first title was seen
	language string
}

var textBuffers = sync.Pool{New: func() any { return new([]byte) }}

func readMarkup(page []byte) document {
	if bytes.IndexByte(page, 0) >= 0 { // the tokenizer would show it as U+FFFD in titles
		page = bytes.ReplaceAll(page, []byte{0}, nil)
	}
	kept := textBuffers.Get().(*[]byte)
	m := markup{tokens: html.NewTokenizer(bytes.NewReader(page)), text: collapser{text: (*kept)[:0]}}
	m.read()
	d := document{title: m.title, text: m.text.String(), language: m.language}
	if *kept = m.text.text; cap(*kept) <= keptBuffer {
		textBuffers.Put(kept)
	}
	return d
}

func (m *markup) read() {
	for {
		switch kind := m.tokens.Next(); kind {
		case html.ErrorToken: // the end; reading from memory knows no other error
			return
		case html.TextToken:
			if m.hidden == 0 {
				m.text.write(m.tokens.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, hasAttributes := m.tokens.TagName()
			m.open(atom.Lookup(name), hasAttributes, kind == html.SelfClosingTagToken)
		case html.EndTagToken:
			name, _ := m.tokens.TagName()
			m.shut(atom.Lookup(name))
		}
	}
}

func (m *markup) open(tag atom.Atom, hasAttributes, selfClosing bool) {
	if m.hidden != 0 {
		if tag == m.hidden {
			m.depth++
		}
		return
	}
	switch {
	case selfClosing && m.svg > 0:
		m.tokens.NextIsNotRawText() // in SVG, <style/> and its like are really closed
		return
	case tag == atom.Svg && !selfClosing:
		m.svg++
	case tag == atom.Html && hasAttributes && m.language == "":
		m.language = m.attribute("lang")
	case tag == atom.Title && m.svg == 0 && !m.titled:
		m.readTitle()
		return
	case isInvisible(tag):
		m.hidden, m.depth = tag, 1
	}
	m.breakAt(tag)
}

func (m *markup) shut(tag atom.Atom) {
	switch {
	case m.hidden != 0:
		if tag == m.hidden {
			m.depth--
		}
		if m.depth == 0 {
			m.hidden = 0
		}
	case tag == atom.Svg && m.svg > 0:
		m.svg--
	default:
		m.breakAt(tag)
	}
}

// readTitle takes the text up to </title>, which the tokenizer gives as one token.
func (m *markup) readTitle() {
	m.titled = true
	m.hidden, m.depth = atom.Title, 1
	switch m.tokens.Next() {
	case html.TextToken:
		var c collapser
		c.write(m.tokens.Text())
		m.title = firstRunes(c.String(), maxTitleRunes)
	case html.EndTagToken:
		m.hidden = 0
	}
}

func (m *markup) attribute(name string) string {
	for {
		key, value, more := m.tokens.TagAttr()
		if string(key) == name {
			return clean(string(value), maxLanguageBytes)
		}
		if !more {
			return ""
		}
	}
}

// isInvisible names the elements whose text no reader sees. The tokenizer gives what is inside most of them as text.
func isInvisible(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Title, atom.Iframe, atom.Noembed, atom.Noframes:
		return true
	}
	return false
}

// breakAt separates words at the borders of elements, except of those that may lie within a word.
func (m *markup) breakAt(tag atom.Atom) {
	switch tag {
	case atom.A, atom.Abbr, atom.Acronym, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code, atom.Data, atom.Del,
		atom.Dfn, atom.Em, atom.Font, atom.I, atom.Ins, atom.Kbd, atom.Mark, atom.Q, atom.S, atom.Samp, atom.Script,
		atom.Small, atom.Span, atom.Strike, atom.Strong, atom.Style, atom.Sub, atom.Sup, atom.Template, atom.Time,
		atom.Tt, atom.U, atom.Var, atom.Wbr, atom.Noscript:
	default:
		m.text.gap()
	}
}
