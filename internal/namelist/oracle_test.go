package namelist_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"domainflow/internal/namelist"
	"domainflow/internal/names"
)

// oracle reads a list as it is defined, all of it at once.
type oracle struct {
	outcome
	seen map[string]bool
}

func (o *oracle) take(line int64, text string) {
	name, err := names.Normalize(text)
	switch {
	case !utf8.ValidString(text):
		o.refuse(line, namelist.EncodingError)
	case err != nil:
		o.refuse(line, "")
	case o.seen[name]:
		o.report.Duplicates++
	default:
		o.seen[name] = true
		o.names = append(o.names, fmt.Sprint(line, " ", name))
	}
}

// refuse leaves the code open when it is that of a name.
func (o *oracle) refuse(line int64, code namelist.Code) {
	o.report.InvalidLines = append(o.report.InvalidLines, namelist.InvalidLine{Line: line, Code: code})
}

func readText(content string) *oracle {
	o := &oracle{seen: map[string]bool{}}
	for i, line := range strings.Split(strings.TrimPrefix(content, "\ufeff"), "\n") {
		line = strings.TrimSuffix(line, "\r")
		switch {
		case strings.HasPrefix(line, "#"):
		case len(line) > 1024:
			o.refuse(int64(i+1), namelist.LineTooLong)
		case strings.TrimSpace(line) != "":
			o.take(int64(i+1), line)
		}
	}
	return o
}

// agree compares what was read with the oracle, and what comes out however the
// reader delivers.
func agree(t require.TestingT, content string, c namelist.Config, o *oracle) {
	got := read(strings.NewReader(content), c)
	require.NoError(t, got.err)
	require.Equal(t, o.names, got.names)
	require.EqualValues(t, len(o.names), got.report.Accepted)
	require.Equal(t, o.report.Duplicates, got.report.Duplicates)
	require.EqualValues(t, len(o.report.InvalidLines), got.report.Invalid)
	require.Len(t, got.report.InvalidLines, min(1000, len(o.report.InvalidLines)))
	for i, l := range got.report.InvalidLines {
		want := o.report.InvalidLines[i]
		require.Equal(t, want.Line, l.Line)
		require.Contains(t, []namelist.Code{l.Code, ""}, want.Code, "line %d", l.Line)
		require.True(t, utf8.ValidString(l.Value) && utf8.ValidString(l.Message))
		require.LessOrEqual(t, utf8.RuneCountInString(l.Value), 100)
		require.NotContains(t, l.Value+l.Message, "\n")
	}
	anyhow(t, []byte(content), c, got)
}

func anyhow(t require.TestingT, content []byte, c namelist.Config, want outcome) {
	for _, slow := range []func(io.Reader) io.Reader{iotest.OneByteReader, iotest.HalfReader, iotest.DataErrReader} {
		got := read(slow(bytes.NewReader(content)), c)
		require.Equal(t, want.names, got.names)
		require.Equal(t, want.report, got.report)
		if want.err != nil {
			require.EqualError(t, got.err, want.err.Error())
		} else {
			require.NoError(t, got.err)
		}
	}
}

type piece struct {
	text  string
	times int
}

// contents are made of what matters to the formats.
func contents(t *rapid.T) string {
	one := rapid.Map(rapid.SampledFrom([]string{
		"a", "b", ".", "a.com", "b.com", "bücher.de", "domain", "host", "!", "xn--a", "\xff", "\u200b",
		"\n", "\r\n", "\n", ",", `"`, `""`, `","`, "\",\n\"", "\r", "#", " ", "\ufeff", "\"\n", "\n\"",
	}), func(text string) piece { return piece{text, 1} })
	many := rapid.Custom(func(t *rapid.T) piece {
		return piece{
			rapid.SampledFrom([]string{"x", " ", ",", "\n", "y\n", "\"\"", "\",\"\n"}).Draw(t, "text"),
			rapid.SampledFrom([]int{63, 64, 250, 340, 1018, 1024, 1025}).Draw(t, "times"),
		}
	})
	var b strings.Builder
	for _, p := range rapid.SliceOfN(rapid.OneOf(one, one, one, many), 0, 30).Draw(t, "pieces") {
		b.WriteString(strings.Repeat(p.text, p.times))
	}
	return b.String()
}

func TestReadsTextAsTheOracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		content := contents(t)
		agree(t, content, text, readText(content))
	})
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{
		"", "a.com\nb.com\r\n\r\n#x\na.com.", "\ufeffa.com", "\xef\xbb", "\xff\xfea\x00", strings.Repeat("a", 1025) + "\r\nb",
		strings.Repeat(" ", 1025), "#" + strings.Repeat("x", 1025) + "\n" + strings.Repeat("y", 1024),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) { agree(t, content, text, readText(content)) })
}
