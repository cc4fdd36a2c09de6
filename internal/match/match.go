package match

import (
	"cmp"
	"maps"
	"slices"
)

// maxHits is where counting stops, for each rule and place.
const maxHits = 1000

// Matcher holds compiled rules. It never changes: any number of goroutines may
// use one.
type Matcher struct {
	rules     []*compiled
	in        Place // of any rule
	automaton *automaton
	needles   []string
	waiting   [][]int // indexes of the rules that wait for a needle
	foreign   bool    // needles have letters outside ASCII
}

// Page is what a fetched page is searched in. No part needs to be valid UTF-8.
type Page struct {
	Text, Title string
	Body        []byte
	Headers     string
}

// Hit is what one rule found in one place. Its texts are valid UTF-8 (invalid
// bytes are U+FFFD there) and copies, so a hit does not keep its page.
type Hit struct {
	Rule    int // index of the rule
	Where   Place
	Count   int    // hits that do not overlap, from the left; at most 1,000
	Capped  bool   // there are more
	Text    string // the first hit, cut to 1,000 characters
	Context string // Text with ContextChars characters on each side
}

// Compile returns a *RuleError for the first rule that does not compile.
func Compile(rules []Rule) (*Matcher, error) {
	m := &Matcher{}
	waiting := map[string][]int{}
	for i, rule := range rules {
		c, fault := compile(rule)
		if fault != nil {
			fault.Index = i
			return nil, fault
		}
		m.rules = append(m.rules, c)
		m.in |= rule.In
		for _, needle := range c.needles {
			m.foreign = m.foreign || hasForeignCase(needle)
			waiting[needle] = append(waiting[needle], i)
		}
	}
	m.needles = slices.Sorted(maps.Keys(waiting))
	for _, needle := range m.needles {
		m.waiting = append(m.waiting, waiting[needle])
	}
	m.automaton = newAutomaton(m.needles)
	return m, nil
}

// Match returns one hit for each rule and place that match, by rule and then by
// place.
func (m *Matcher) Match(p Page) []Hit {
	hits := m.search(nil, VisibleText, p.Text)
	hits = m.search(hits, Title, p.Title)
	if m.in&RawBody != 0 { // spares the copy
		hits = m.search(hits, RawBody, string(p.Body))
	}
	hits = m.search(hits, Headers, p.Headers)
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(a.Rule, b.Rule) })
	return hits
}

func (m *Matcher) search(hits []Hit, where Place, text string) []Hit {
	if m.in&where == 0 || text == "" {
		return hits
	}
	tallies := m.seek(newView(text, m.foreign))
	for i, r := range m.rules {
		if r.In&where == 0 {
			continue
		}
		var t tally
		if tallies != nil {
			t = tallies[i]
		}
		if r.expr != nil && (t.count > 0 || len(r.needles) == 0) {
			t = r.find(text)
		}
		if t.count > 0 {
			hits = append(hits, r.hit(i, where, text, t))
		}
	}
	return hits
}

// seek runs the automaton. It returns a tally for each rule, or nil when it has
// seen no needle, as on most pages. For an expression the tally only says
// whether it may match.
func (m *Matcher) seek(v view) []tally {
	var tallies []tally
	a := m.automaton
	for end, state, found := a.scan(v.folded, 0, 0); found; end, state, found = a.scan(v.folded, end, state) {
		if tallies == nil {
			tallies = make([]tally, len(m.rules))
		}
		for s := state; s > 0; s = a.also[s] {
			needle := a.ends[s]
			if needle < 0 {
				continue
			}
			for _, i := range m.waiting[needle] {
				tallies[i].add(m.rules[i], v, end-len(m.needles[needle]), end)
			}
		}
	}
	return tallies
}
