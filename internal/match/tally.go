package match

import "unicode/utf8"

// maxText is the number of characters of a first hit that are kept: an
// expression may match a whole page.
const maxText = 1000

// tally counts the hits of one rule in one text.
type tally struct {
	count      int
	capped     bool
	start, end int // of the first hit, in the text itself
	behind     int // where the last hit ends, in the folded text
}

// add counts an occurrence of a needle, given in the folded text. They come in
// the order of their ends, which for needles of one length is that of their
// starts, so hits are those of strings.Count.
func (t *tally) add(r *compiled, v view, start, end int) {
	if t.capped || start < t.behind || r.expr != nil && t.count > 0 {
		return
	}
	if t.count > 0 && !r.CaseSensitive {
		t.another(end)
		return
	}
	from, to := v.original(start), v.original(end)
	if r.CaseSensitive && r.expr == nil && v.text[from:to] != r.Pattern {
		return
	}
	if t.count == 0 {
		t.start, t.end = from, to
	}
	t.another(end)
}

func (t *tally) another(end int) {
	t.behind = end
	if t.capped = t.count == maxHits; !t.capped {
		t.count++
	}
}

// find runs an expression.
func (r *compiled) find(text string) tally {
	spans := r.expr.FindAllStringIndex(text, maxHits+1)
	if len(spans) == 0 {
		return tally{}
	}
	return tally{
		count:  min(len(spans), maxHits),
		capped: len(spans) > maxHits,
		start:  spans[0][0],
		end:    spans[0][1],
	}
}

func (r *compiled) hit(index int, where Place, text string, t tally) Hit {
	end := min(t.end, forward(text, t.start, maxText))
	from, to := backward(text, t.start, r.ContextChars), end
	if end == t.end {
		to = forward(text, end, r.ContextChars)
	}
	return Hit{
		Rule:    index,
		Where:   where,
		Count:   t.count,
		Capped:  t.capped,
		Text:    valid(text[t.start:end]),
		Context: valid(text[from:to]),
	}
}

// valid replaces each invalid byte by U+FFFD, and copies: a part of a string
// keeps the whole in memory.
func valid(text string) string { return string([]rune(text)) }

// forward is the offset count characters behind i, backward before it; an
// invalid byte is a character.
func forward(text string, i, count int) int {
	for ; count > 0 && i < len(text); count-- {
		_, n := utf8.DecodeRuneInString(text[i:])
		i += n
	}
	return i
}

func backward(text string, i, count int) int {
	for ; count > 0 && i > 0; count-- {
		_, n := utf8.DecodeLastRuneInString(text[:i])
		i -= n
	}
	return i
}
