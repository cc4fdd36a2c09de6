package namelist_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"domainflow/internal/namelist"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	text = namelist.Config{MaxNames: 1 << 20, MaxBytes: 1 << 30}
	csv  = namelist.Config{Format: namelist.CSV, MaxNames: 1 << 20, MaxBytes: 1 << 30}
)

// outcome is all that Read says. Accepted names are "line name".
type outcome struct {
	names  []string
	report namelist.Report
	err    error
}

func read(r io.Reader, c namelist.Config) (o outcome) {
	o.report, o.err = namelist.Read(r, c, func(line int64, name string) error {
		o.names = append(o.names, fmt.Sprint(line, " ", name))
		return nil
	})
	return o
}

// invalid are the invalid lines as "line code value".
func (o outcome) invalid() (lines []string) {
	for _, l := range o.report.InvalidLines {
		lines = append(lines, fmt.Sprint(l.Line, " ", l.Code, " ", l.Value))
	}
	return lines
}

// summary is "line name" and "line code value", then the duplicates.
func (o outcome) summary() string {
	all := append(append([]string{}, o.names...), o.invalid()...)
	return strings.Join(append(all, fmt.Sprint(o.report.Duplicates, " duplicates")), "\n")
}

type readCase struct {
	name, content string
	want          []string // accepted, then invalid
	duplicates    int
}

func check(t *testing.T, c namelist.Config, cases []readCase) {
	t.Helper()
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			o := read(strings.NewReader(tc.content), c)
			require.NoError(t, o.err)
			want := append(append([]string{}, tc.want...), fmt.Sprint(tc.duplicates, " duplicates"))
			require.Equal(t, strings.Join(want, "\n"), o.summary())
			require.EqualValues(t, len(o.names), o.report.Accepted)
			require.EqualValues(t, len(o.report.InvalidLines), o.report.Invalid)
		})
	}
}

const label63 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

func TestText(t *testing.T) {
	t.Parallel()
	at1024 := "a.com" + strings.Repeat(" ", 1019)
	check(t, text, []readCase{
		{"empty", "", nil, 0},
		{"LF, CRLF and the end", "a.com\nb.com\r\nc.com", []string{"1 a.com", "2 b.com", "3 c.com"}, 0},
		{"CR at the end", "a.com\r", []string{"1 a.com"}, 0},
		{"mark", "\ufeffa.com\nb.com\n", []string{"1 a.com", "2 b.com"}, 0},
		{"mark of a comment", "\ufeff#a.com\nb.com", []string{"2 b.com"}, 0},
		{"half a mark", "\xef\xbb", []string{"1 encoding_error \ufffd\ufffd"}, 0},
		{"passed over", "\n \t\r\n\u3000\n#a.com\n#\xff\n\nb.com\n\n", []string{"7 b.com"}, 0},
		{"indented comment", " #a.com", []string{"1 not_a_hostname #a.com"}, 0},
		{"normalised", " A.Com. \nBÜCHER.de\nlocalhost", []string{"1 a.com", "2 xn--bcher-kva.de", "3 localhost"}, 0},
		{"duplicates", "a.com\nb.com\nA.COM.\na.com\nxn--bcher-kva.de\nbücher.de", []string{"1 a.com", "2 b.com", "5 xn--bcher-kva.de"}, 3},
		{"no hostnames", "http://a.com\na.com/x\na.com:80\na b.com\na..com\n.\n\"a.com\"\na.com,b.com\n-a.com\na\x00.com", []string{
			"1 not_a_hostname http://a.com", "2 not_a_hostname a.com/x", "3 not_a_hostname a.com:80", "4 not_a_hostname a b.com",
			"5 not_a_hostname a..com", "6 not_a_hostname .", `7 not_a_hostname "a.com"`, "8 not_a_hostname a.com,b.com",
			"9 not_a_hostname -a.com", "10 not_a_hostname a\ufffd.com",
		}, 0},
		{"label", label63 + ".com\n" + label63 + "a.com", []string{"1 " + label63 + ".com", "2 label_too_long " + label63 + "a.com"}, 0},
		{"name", strings.Repeat("a.", 126) + "a\n" + strings.Repeat("a.", 126) + "aa", []string{
			"1 " + strings.Repeat("a.", 126) + "a", "2 name_too_long " + strings.Repeat("a.", 50),
		}, 0},
		{"IDNA", "xn--a.com\nü\u0301\u0378.com", []string{"1 idna_error xn--a.com", "2 idna_error ü\u0301\ufffd.com"}, 0},
		{"encoding", "b\xfccher.de\n", []string{"1 encoding_error b\ufffdcher.de"}, 0},
		{"UTF-16", "\xff\xfea\x00\n\x00", []string{"1 encoding_error \ufffd\ufffda\ufffd", "2 not_a_hostname \ufffd"}, 0},
		{"length", at1024 + "\r\n" + at1024 + " \nb.com", []string{
			"1 a.com", "3 b.com", "2 line_too_long a.com",
		}, 0},
		{"length with a mark", "\ufeff" + at1024, []string{"1 a.com"}, 0},
		{"length of white space", strings.Repeat(" ", 1024) + "\n" + strings.Repeat("\t", 1025), []string{"2 line_too_long "}, 0},
		{"any length", strings.Repeat("x", 70000) + "\n" + strings.Repeat("é", 70000) + "\nb.com\n" + strings.Repeat("x", 1<<20), []string{
			"3 b.com", "1 line_too_long " + strings.Repeat("x", 100), "2 line_too_long " + strings.Repeat("é", 100),
			"4 line_too_long " + strings.Repeat("x", 100),
		}, 0},
		{"comment of any length", "#" + strings.Repeat("x", 1024) + "\n#" + strings.Repeat("x", 1<<17) + "\na.com", []string{"3 a.com"}, 0},
	})
}

// Of ten lines one repeats another, one is invalid and one is a comment.
func TestCountsOfALongList(t *testing.T) {
	t.Parallel()
	var list strings.Builder
	for i := range 2_000 {
		for j := range 7 {
			fmt.Fprintf(&list, "shop-%d-%d.com\n", i, j)
		}
		fmt.Fprintf(&list, "SHOP-%d-3.com.\nshop-%d_3.com\n#%d\n", i, i, i)
	}
	o := read(strings.NewReader(list.String()), text)
	require.NoError(t, o.err)
	require.EqualValues(t, 14_000, o.report.Accepted)
	require.EqualValues(t, 2_000, o.report.Duplicates)
	require.EqualValues(t, 2_000, o.report.Invalid)
	require.Equal(t, "19997 shop-1999-6.com", o.names[13_999])
	for i, l := range o.report.InvalidLines {
		require.EqualValues(t, 10*i+9, l.Line)
		require.Equal(t, fmt.Sprintf("shop-%d_3.com", i), l.Value)
	}
}

func TestInvalidLinesStaySmall(t *testing.T) {
	t.Parallel()
	o := read(strings.NewReader(strings.Repeat("é!"+strings.Repeat("\xff", 600)+"\n", 3000)), text)
	require.NoError(t, o.err)
	require.EqualValues(t, 3000, o.report.Invalid)
	require.Len(t, o.report.InvalidLines, 1000)
	for i, l := range o.report.InvalidLines {
		require.EqualValues(t, i+1, l.Line)
		require.Equal(t, "é!"+strings.Repeat("\ufffd", 98), l.Value)
	}
	o = read(strings.NewReader(strings.Repeat("ä", 300)+"_.com"), text)
	require.LessOrEqual(t, utf8.RuneCountInString(o.report.InvalidLines[0].Message), 200)
}

func TestLimits(t *testing.T) {
	t.Parallel()
	c := text
	c.MaxNames = 2
	o := read(strings.NewReader("a.com\na.com\nb.com\n!\nb.com\nc.com\nd.com"), c)
	require.ErrorIs(t, o.err, namelist.ErrTooMany)
	require.Equal(t, "1 a.com\n3 b.com\n4 not_a_hostname !\n2 duplicates", o.summary())
	o = read(strings.NewReader("a.com\na.com\nb.com\n!\nb.com"), c)
	require.NoError(t, o.err)

	c = text
	c.MaxBytes = 12
	o = read(strings.NewReader("a.com\nb.com\n"), c)
	require.NoError(t, o.err)
	require.EqualValues(t, 2, o.report.Accepted)
	o = read(strings.NewReader("a.com\nb.com\n#"), c)
	require.ErrorIs(t, o.err, namelist.ErrTooLarge)
	require.Equal(t, []string{"1 a.com", "2 b.com"}, o.names)
	o = read(strings.NewReader("a.com\nb.com.au\n"), c)
	require.ErrorIs(t, o.err, namelist.ErrTooLarge)
	require.Equal(t, []string{"1 a.com"}, o.names)

	o = read(bytes.NewReader([]byte("a")), namelist.Config{})
	require.ErrorIs(t, o.err, namelist.ErrTooLarge)
}
