package match_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/internal/match"
)

func words(random *rand.Rand, least, most int) string {
	word := make([]byte, least+random.IntN(most-least+1))
	for i := range word {
		word[i] = byte('a' + random.IntN(26))
	}
	return string(word)
}

// page is 50 KiB of markup and words, with one keyword in its middle.
func benchPage(random *rand.Rand, keyword string) string {
	var b strings.Builder
	for b.Len() < 25<<10 {
		fmt.Fprintf(&b, "<p class=\"x\">%s %s</p>\n", words(random, 2, 12), strings.ToUpper(words(random, 2, 12)))
	}
	return b.String() + keyword + b.String()
}

func BenchmarkMatch(b *testing.B) {
	for _, count := range []int{10, 100, 1000} {
		random := rand.New(rand.NewPCG(1, 2))
		strs, exprs := make([]match.Rule, count), make([]match.Rule, count)
		for i := range count {
			word := words(random, 5, 14)
			strs[i], exprs[i] = literal(word), regex(`\b`+word+`\w*`)
		}
		page := benchPage(random, strs[0].Pattern)
		german := strings.ReplaceAll(page, "e", "ü")
		for _, c := range []struct {
			name  string
			rules []match.Rule
			text  string
		}{
			{"strings", strs, page},
			{"regexes", exprs, page},
			{"strings-umlauts", append([]match.Rule{literal("größe")}, strs...), german},
		} {
			b.Run(fmt.Sprintf("%s/%d", c.name, count), func(b *testing.B) {
				m := compile(b, c.rules...)
				require.NotEmpty(b, m.Match(match.Page{Text: page}))
				b.SetBytes(int64(len(c.text)))
				b.ReportAllocs()
				for b.Loop() {
					m.Match(match.Page{Text: c.text})
				}
			})
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	rules := make([]match.Rule, 1000)
	for i := range rules {
		rules[i] = literal(words(random, 5, 14))
	}
	for b.Loop() {
		compile(b, rules...)
	}
}
