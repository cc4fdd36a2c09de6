package names_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/internal/names"
)

func TestDisplay(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"xn--bcher-kva.example":   "bücher.example",
		"xn--strae-oqa.de":        "straße.de",
		"a.xn--e1afmkfd.xn--p1ai": "a.пример.рф",
		"xn--n3h.net":             "☃.net",
		"xn--11b2ezcw70k.in":      "क्\u200dष.in",
		"xn----x-goa.de":          "ü--x.de",
	} {
		shown, differs := names.Display(name)
		require.Equal(t, want, shown, name)
		require.True(t, differs, name)
	}
	for _, name := range []string{
		"", "example.com", "ab--c.de", "axn--b.com",
		"xn--a.de", "xn--", "xn--.com", "xn--a-ecp.com", "xn--99zzzzzz9.com", "xn--ydbgm.com", // no A-labels
		"xn--bcher-kva.ab--c.de", "xn--bcher-kva.a_b.de", "xn--bcher-kva..de", "xn--bcher-kva.de.", "XN--bcher-kva.de", "xn--bcher-kva.DE", // not in canonical form
		"xn--a--x-0ra.de",         // hyphens in places 3 and 4
		"0a.xn--mgbaam7a8h",       // would be read in another order
		"bücher.xn--bcher-kva.de", // half of it is shown already
		strings.Repeat("a.", 200) + "xn--bcher-kva",
		"xn--" + strings.Repeat("a", 1<<20),
	} {
		shown, differs := names.Display(name)
		require.False(t, differs, name)
		require.Empty(t, shown)
	}
}

func FuzzDisplay(f *testing.F) {
	for _, seed := range []string{
		"xn--bcher-kva.example", "xn--", "xn--a", "xn--.xn--", "a.xn--e1afmkfd.xn--p1ai", "0a.xn--mgbaam7a8h", "xn--a--x-0ra", "xn----x-goa", "xn--\xff",
		"xn--99zzzzzz9", "xn--1-zhc.xn--1-zhc", "xn--tda.", "xn--ls8h.la", "xn--n3h", "bücher.xn--tda", "xn--zn7c", strings.Repeat("xn--tda.", 40),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		shown, differs := names.Display(name)
		require.Equal(t, differs, shown != "")
		if !differs {
			return
		}
		require.True(t, names.Valid(name), "%q", name)
		require.NotEqual(t, name, shown)
		again, err := names.Normalize(shown)
		require.NoError(t, err, "%q", shown)
		require.Equal(t, name, again)
	})
}
