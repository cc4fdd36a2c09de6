package namelist_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/internal/namelist"
)

func TestCSV(t *testing.T) {
	t.Parallel()
	check(t, csv, []readCase{
		{"empty", "", nil, 0},
		{"first column", "a.com,x\nb.com\r\nc.com,", []string{"1 a.com", "2 b.com", "3 c.com"}, 0},
		{"column called domain", "rank, Domain ,x\n1,a.com,y\n2,b.com\n", []string{"2 a.com", "3 b.com"}, 0},
		{"the first of two", "domain,domain\na.com,b.com", []string{"2 a.com"}, 0},
		{"in quotes and marked", "\ufeff\"DOMAIN\"\n\"a.com\"\n", []string{"2 a.com"}, 0},
		{"in two lines", "\"\ndomain\"\na.com\n", []string{"3 a.com"}, 0},
		{"long first row", "domain," + strings.Repeat("x,", 1000) + "\na.com", []string{"2 a.com"}, 0},
		{"only in the first row", "x\ndomain\na.com", []string{"1 x", "2 domain", "3 a.com"}, 0},
		{"behind blank lines", "\n\r\n \t\ndomain\n\n \na.com\n\n", []string{"7 a.com"}, 0},
		{"no comments", "#a.com", []string{"1 not_a_hostname #a.com"}, 0},
		{"duplicates", "domain\na.com\n\"A.com.\"", []string{"2 a.com"}, 1},
		{"empty cells", "domain,x\n,y\n\"\",y\n\" \"\n", []string{
			"2 not_a_hostname ", "3 not_a_hostname ", "4 not_a_hostname ",
		}, 0},
		{"short record", "x,domain\ny\n", []string{"2 not_a_hostname y"}, 0},
		{"RFC 4180", "domain,x\r\n\"a.com\",\"1,\"\"2\"\"\r\n3\"\r\nb.com,\"\"\"\"\r\n\"c.com\"\r\n\"d\"\".com\",\r\ne.com,\"\"", []string{
			"2 a.com", "4 b.com", "5 c.com", "7 e.com", `6 not_a_hostname d".com`,
		}, 0},
		{"line break in the name", "\"a.com\n\"\n\"b\n.com\"\n", []string{"1 a.com", "3 not_a_hostname b\ufffd.com"}, 0},
		{"CR at the end", "\"a.com\"\r", []string{"1 a.com"}, 0},
		{"CR within", "\"a.com\"\rx\nb\rc.com\r\n", []string{"1 not_a_hostname \"a.com\"\ufffdx", "2 not_a_hostname b\ufffdc.com"}, 0},
		{"encoding of the cell", "domain,x\na.com,\xff\nb\xff.com,\n", []string{"2 a.com", "3 encoding_error b\ufffd.com"}, 0},
	})
}

func TestFaultsOfCSV(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1000)
	check(t, csv, []readCase{
		{"quote in a cell", "a\"b.com\"\nb.com", []string{"2 b.com", "1 not_a_hostname a\"b.com\""}, 0},
		{"quote behind a blank", "a.com, \"x\"\nb.com", []string{"2 b.com", "1 not_a_hostname a.com, \"x\""}, 0},
		{"text behind a quote", "\"a.com\"x\nb.com", []string{"2 b.com", "1 not_a_hostname \"a.com\"x"}, 0},
		{"open to the end", "a.com,\"\nb.com\nc.com\n", []string{"2 b.com", "3 c.com", "1 not_a_hostname a.com,\""}, 0},
		{"open to the next quote", "\"a.com\n\"b.com\"\n\"c.com\"\n", []string{"2 b.com", "3 c.com", "1 not_a_hostname \"a.com"}, 0},
		{"open in the first row", "\"domain\na.com\n", []string{"2 a.com", "1 not_a_hostname \"domain"}, 0},
		{"open beyond the window", "a.com,\"\n" + strings.Repeat("b.com\n", 20000) + "\"c.com\n", []string{
			"2 b.com", "1 line_too_long a.com,\"", "20002 not_a_hostname \"c.com",
		}, 19999},
		{"long record", "a.com,\"" + long + "\n" + long + "\nx.com\n\",\nb.com", []string{
			"5 b.com", "1 line_too_long a.com,\"" + strings.Repeat("x", 93),
		}, 0},
		{"long line with a wrong quote", long + long + "\"\nb.com", []string{"2 b.com", "1 line_too_long " + long[:100]}, 0},
		{"line beyond the window", strings.Repeat(long+",", 70) + "\"\"\nb.com", []string{"2 b.com", "1 line_too_long " + long[:100]}, 0},
		{"length of white space", strings.Repeat(" ", 1024) + "\n" + strings.Repeat(" ", 1025) + "\na.com", []string{"3 a.com", "2 line_too_long "}, 0},
		{"length", "a.com,\"" + strings.Repeat("x", 1016) + "\"\r\nb.com,\"" + strings.Repeat("x", 1017) + "\"\nc.com", []string{
			"1 a.com", "3 c.com", "2 line_too_long b.com,\"" + strings.Repeat("x", 93),
		}, 0},
	})
}

func TestMessagesOfCSV(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1025)
	o := read(strings.NewReader("x,domain\na\nb\"\n"+long+"\n"+long+"\"\n\""+strings.Repeat("\n", 64<<10)), csv)
	require.NoError(t, o.err)
	var messages []string
	for _, l := range o.report.InvalidLines {
		messages = append(messages, l.Message)
	}
	require.Equal(t, []string{
		"the record ends before the column", "a quote is in the wrong place or is not closed",
		"longer than 1,024 bytes", "longer than 1,024 bytes", "a record without an end within 64 KiB",
	}, messages)
}

func TestColumn(t *testing.T) {
	t.Parallel()
	named := csv
	named.Column = " hOst "
	check(t, named, []readCase{
		{"no row", "\n\n", nil, 0},
		{"found", "domain,\"HOST \"\nx,a.com\n", []string{"2 a.com"}, 0},
	})
	for name, content := range map[string]string{
		"another": "domain,hosts\na.com,b.com", "faulty": "\"x\"y,host\na.com\n", "second row": "x\nhost\na.com",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := read(strings.NewReader(content), named)
			require.ErrorIs(t, o.err, namelist.ErrColumn)
			require.Empty(t, o.names)
		})
	}
}
