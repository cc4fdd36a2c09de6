package names_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/internal/names"
)

func TestNormalize(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 63)
	name253 := long + "." + long + "." + long + "." + long[:61]
	for text, want := range map[string]string{
		"example.com":                       "example.com",
		" \t Example.COM. \r\n":             "example.com",
		"localhost":                         "localhost",
		"a-b.0.co.uk":                       "a-b.0.co.uk",
		name253 + ".":                       name253,
		"Bücher.example":                    "xn--bcher-kva.example",
		"BU\u0308CHER.example":              "xn--bcher-kva.example",
		"XN--bcher-KVA.example":             "xn--bcher-kva.example",
		"bücher。example．com｡":               "xn--bcher-kva.example.com",
		"straße.de":                         "xn--strae-oqa.de",
		"STRAẞE.DE":                         "xn--strae-oqa.de",
		"strasse.de":                        "strasse.de",
		"ΟΔΟΣ.gr":                           "xn--pxavbq.gr",
		"οδος.gr":                           "xn--pxavbm.gr",
		"İ.tr":                              "xn--i-9bb.tr",
		"ı.tr":                              "xn--cfa.tr",
		"\u212aelvin.com":                   "kelvin.com",
		"ｅｘａｍｐｌｅ．ｃｏｍ":                       "example.com",
		"☃.net":                             "xn--n3h.net", // UTS 46 allows what IDNA 2008 does not
		"ü--x.de":                           "xn----x-goa.de",
		"\ufeffexample.com":                 "example.com",
		"क्\u200dष.in":                      "xn--11b2ezcw70k.in",
		"пример.рф":                         "xn--e1afmkfd.xn--p1ai",
		"0a.امارات":                         "0a.xn--mgbaam7a8h", // each label is valid by itself
		strings.Repeat("世", 57):             "xn--rhq" + strings.Repeat("a", 56),
		strings.Repeat("世.", 31):            strings.Repeat("xn--rhq.", 30) + "xn--rhq",
		"a" + strings.Repeat("\u00ad", 100): "a",
	} {
		got, err := names.Normalize(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got)
		again, err := names.Normalize(got)
		require.NoError(t, err)
		require.Equal(t, want, again)
	}
}

func TestNormalizeRefuses(t *testing.T) {
	t.Parallel()
	kinds := []error{names.ErrNotHostname, names.ErrLabelTooLong, names.ErrNameTooLong, names.ErrIDNA}
	for want, texts := range map[error][]string{
		names.ErrEmptyLabel: {"", " ", ".", "..", "a..b", ".a", "a.b..", "\u00ad", "a.\u00ad.b", "ü..de"},
		names.ErrCharacter: {"https://example.com", "example.com/", "example.com:80", "a b.com", "a_b.com", "*.example.com", "me@example.com",
			"[2001:db8::1]", "2001:db8::1", "a\x00b", "a\tb", "http://" + strings.Repeat("ü", 5000), strings.Repeat("a", 300) + "/"},
		names.ErrHyphen:       {"-a.com", "a-.com", "-", "xn--.com"},
		names.ErrNumber:       {"192.0.2.1", "127.1", "2130706433", "example.0", "１９２．０．２．１", "192.0.2.1."},
		names.ErrLabelTooLong: {strings.Repeat("a", 64) + ".com", strings.Repeat("世", 58) + ".cn"},
		names.ErrNameTooLong:  {strings.Repeat("a.", 126) + "bc", strings.Repeat("世.", 32), strings.Repeat("世", 100_000)},
		names.ErrALabel:       {"ab--c.de", "xn--a.de", "xn--bcher-k.com", "xn--99zzzzzz9.com"},
		names.ErrIDNA: {"a\xffb.de", "\xff", "a\u0378.de", "\u200dx.de", "1א.de", "aא.de", "-ü.de", "ü-.de", "aü--x.de", "a\u00a0b.de", "\u2024.com",
			"\u0301a.de", "٠۰.com", "xn--ü.de", "xn--ß-.de", "xn－－ß-.de",
			"x\u00adn--ß-.de", "ｘｎ－－tda.de", "xn--tda\u00ad.de"},
	} {
		for _, text := range texts {
			name, err := names.Normalize(text)
			require.ErrorIs(t, err, want, text)
			require.Empty(t, name)
			of := 0
			for _, kind := range kinds {
				if errors.Is(err, kind) {
					of++
				}
			}
			require.Equal(t, 1, of, "%q is of %d kinds", text, of)
		}
	}
	_, err := names.Normalize("good.aü--x.de")
	require.ErrorContains(t, err, `"aü--x"`)
	_, err = names.Normalize("example.com:80")
	require.ErrorContains(t, err, `':'`)
}

func FuzzNormalize(f *testing.F) {
	for _, seed := range []string{
		"", ".", "a.b", " Example.COM. ", "bücher。example．com｡", "STRAẞE.de", "ΟΔΟΣς.gr", "xn--", "xn--.a", "xn--a", "xn---", "XN--bcher-kva", "a\xffb",
		"\u00ad.a", "1א", "0a.امارات", "٠۹", "ü--x", "aü--x", "-ü", "xn--ü", "xn--ß-", "x\u00adn－-ß-", "ｘｎ－－bcher-kva", "\u212a", "\u0130", "क्\u200dष", "a\u0338\u0323", "☃", "1.1",
		"xn--1ug66vku9r8p9h", "ß\u0308", "\u1e9e", "\ufb01", "⒈com", strings.Repeat("ü", 60), strings.Repeat("ü.", 60), "\u3164\u115f",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, err := names.Normalize(text)
		if err != nil {
			require.Empty(t, name)
			return
		}
		require.NoError(t, names.Check(name), "%q", name)
		again, err := names.Normalize(name)
		require.NoError(t, err, "%q", name)
		require.Equal(t, name, again)
		if shown, ok := names.Display(name); ok {
			back, err := names.Normalize(shown)
			require.NoError(t, err, "%q", shown)
			require.Equal(t, name, back, "%q", shown)
		}
	})
}

// A list has a million lines; nearly all are names as they should be.
func TestNormalizeAllocatesNothing(t *testing.T) { // AllocsPerRun cannot share the process
	require.Zero(t, testing.AllocsPerRun(100, func() {
		_, _ = names.Normalize("brandshopaaaaa.com\r\n")
	}))
}

func BenchmarkNormalize(b *testing.B) {
	for name, text := range map[string]string{
		"plain": "brandshopaaaaa.com", "capitals": "BrandShopAAAAA.com.", "unicode": "bücherladen.de", "alabel": "xn--bcherladen-9db.de", "refused": "https://brandshop.com/",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = names.Normalize(text)
			}
		})
	}
}
