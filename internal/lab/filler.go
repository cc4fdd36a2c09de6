package lab

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// fillerVariants keeps the pages from being all alike without making each one from scratch.
const fillerVariants = 4

// block is visible text prepared once, plain and deflated, so that a request costs a copy and not a compression.
type block struct {
	text     []byte
	deflated []byte // byte aligned and not final: a piece of a gzip stream
	keywords []string
}

// library holds the blocks of a lab: for each variant one without keyword, then one with each, then one with all.
type library struct {
	blocks [fillerVariants][]block
}

func newLibrary(seed uint64, size int, keywords []string) (library, error) {
	var lib library
	for v := range lib.blocks {
		filler, err := newFiller(mix(seed)+uint64(v), size, keywords)
		if err != nil {
			return lib, err
		}
		for _, choice := range choices(keywords) {
			text := spliced(filler, choice)
			lib.blocks[v] = append(lib.blocks[v], block{text: text, deflated: deflate(text), keywords: choice})
		}
	}
	return lib, nil
}

func choices(keywords []string) [][]string {
	all := [][]string{nil}
	for i := range keywords {
		all = append(all, keywords[i:i+1])
	}
	if len(keywords) > 1 {
		all = append(all, keywords)
	}
	return all
}

// pick chooses a block by hash, with or without keywords. Without any keyword configured there is only the other sort.
func (l *library) pick(hash uint64, keyworded bool) *block {
	blocks := l.blocks[hash%fillerVariants]
	if !keyworded || len(blocks) == 1 {
		return &blocks[0]
	}
	return &blocks[1+(hash>>8)%uint64(len(blocks)-1)]
}

// spliced puts the keywords in the middle, between words.
func spliced(filler []byte, keywords []string) []byte {
	if len(keywords) == 0 {
		return filler
	}
	half := len(filler) / 2
	half += bytes.IndexByte(filler[half:], ' ')
	return []byte(string(filler[:half]) + " " + strings.Join(keywords, ", ") + string(filler[half:]))
}

// newFiller invents words until there is none of the keywords among them. A keyword of a letter or two leaves no such text.
func newFiller(seed uint64, size int, keywords []string) ([]byte, error) {
	for attempt := range uint64(20) {
		filler := words(seed, attempt, size)
		if hit := contained(append([]byte(bombText+bombText), filler...), keywords); hit == "" {
			return filler, nil
		}
	}
	return nil, fmt.Errorf("%w: no text without the keywords %q", ErrConfig, keywords)
}

func contained(text []byte, keywords []string) string {
	lower := strings.ToLower(string(text))
	for _, k := range slices.Concat(keywords, []string{Latin1Keyword}) {
		if strings.Contains(lower, strings.ToLower(k)) {
			return k
		}
	}
	return ""
}

// words begins and ends with a word and has single spaces.
func words(seed, attempt uint64, size int) []byte {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	random := rand.New(rand.NewPCG(seed, attempt))
	text := []byte("text")
	for len(text) < max(size, 64) {
		text = append(text, ' ')
		for range 2 + random.IntN(3) {
			text = append(text, consonants[random.IntN(len(consonants))], vowels[random.IntN(len(vowels))])
		}
	}
	return text
}
