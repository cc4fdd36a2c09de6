package names_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/idna"

	"domainflow/internal/names"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 63)
	name253 := long + "." + long + "." + long + "." + long[:61]
	cases := []struct {
		name string
		want error
	}{
		{"example.com", nil},
		{"a", nil},
		{"0.9", nil},
		{"a-b.co.uk", nil},
		{"a--b.com", nil}, // hyphens in places 2 and 3
		{"abc--d.com", nil},
		{long + ".com", nil},
		{name253, nil},
		{"xn--bcher-kva.example", nil},
		{"xn--strae-oqa.de", nil}, // ß stays: non-transitional
		{"example.xn--p1ai", nil},
		{"xn----x-goa.de", nil},    // ü--x: hyphens in places 2 and 3
		{"0a.xn--mgbaam7a8h", nil}, // labels are judged one by one

		{"", names.ErrEmptyLabel},
		{".com", names.ErrEmptyLabel},
		{"a..com", names.ErrEmptyLabel},
		{"example.com.", names.ErrEmptyLabel},
		{long + "a.com", names.ErrLabelTooLong},
		{name253 + "a", names.ErrNameTooLong},
		{"-a.com", names.ErrHyphen},
		{"a-.com", names.ErrHyphen},
		{"-.com", names.ErrHyphen},
		{"Example.com", names.ErrCharacter},
		{"a_b.com", names.ErrCharacter},
		{"bücher.example", names.ErrCharacter},
		{"a b.com", names.ErrCharacter},
		{"a\x00b.com", names.ErrCharacter},
		{"ab--c.com", names.ErrALabel},
		{"xn--a.com", names.ErrALabel},         // decodes to a control character
		{"xn--a-ecp.com", names.ErrALabel},     // not in normal form
		{"xn--99zzzzzz9.com", names.ErrALabel}, // overflow
		{"xn--bcher-k.com", names.ErrALabel},   // breaks off
		{"xn--Bcher-kva.com", names.ErrCharacter},
		{"xn---.com", names.ErrHyphen},
		{"xn--0-.com", names.ErrHyphen},
		{"xn--a--x-0ra.de", names.ErrALabel}, // aü--x: hyphens in places 3 and 4
		{"xn----eha.de", names.ErrALabel},    // -ü
		{"xn--1-0hc.de", names.ErrALabel},    // 1א: begins with a digit, goes on to the left
	}
	for _, c := range cases {
		err := names.Check(c.name)
		if c.want == nil {
			require.NoError(t, err, c.name)
		} else {
			require.ErrorIs(t, err, c.want, c.name)
		}
		require.Equal(t, c.want == nil, names.Valid(c.name), c.name)
	}
	require.ErrorContains(t, names.Check("good.b_d.com"), `"b_d"`)
}

// registration judges a label as RFC 5891 section 4 does: it maps nothing.
var registration = idna.New(idna.ValidateForRegistration(), idna.CheckHyphens(false))

var hyphens = regexp.MustCompile(`^-|^..--|-$`)

// The same rules, written down another way.
var hostname = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`)

func FuzzValid(f *testing.F) {
	for _, seed := range []string{
		"", ".", "a.b", "xaa.com", "-a", "a-", "ab--c", "xn--bcher-kva.de", "xn--", "xn--a", "xn---", "XN--bcher-kva",
		"bücher", "\xff\xfe", "a..b", "xn----0-11a", "xn--a--x-0ra", strings.Repeat("a", 64), strings.Repeat("a.", 127) + "b", "xn--99zzzzzz9",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if !names.Valid(name) {
			require.Error(t, names.Check(name))
			return
		}
		require.NoError(t, names.Check(name))
		require.LessOrEqual(t, len(name), 253)
		require.Regexp(t, hostname, name)
		for label := range strings.SplitSeq(name, ".") {
			require.LessOrEqual(t, len(label), 63)
			if len(label) >= 4 && label[2:4] == "--" {
				unicode, err := registration.ToUnicode(label)
				require.NoError(t, err, label)
				require.NotEqual(t, label, unicode)
				require.NotRegexp(t, hyphens, unicode)
			}
		}
		_, ok := dns.IsDomainName(name)
		require.True(t, ok, name)
	})
}
