package namelist_test

import (
	encoding "encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"domainflow/internal/namelist"
)

// readCSV parses each record where the one before ended, with encoding/csv. It
// is false for a list without the column.
func readCSV(content, column string) (*oracle, bool) {
	o := &oracle{seen: map[string]bool{}}
	rest, number, index, rows := strings.TrimPrefix(content, "\ufeff"), int64(1), 0, 0
	for rest != "" {
		first, behind, _ := strings.Cut(rest, "\n")
		if len(strings.TrimSuffix(first, "\r")) <= 1024 && strings.TrimSpace(first) == "" {
			rest, number = behind, number+1
			continue
		}
		cells, used, code := parseRecord(rest)
		at, record := number, strings.TrimSuffix(strings.TrimSuffix(rest[:used], "\n"), "\r")
		rest, number = rest[used:], number+int64(strings.Count(rest[:used], "\n"))
		if rows++; rows == 1 {
			found := find(cells, column)
			if found < 0 && column != "" {
				return o, false
			}
			if index = max(found, 0); found >= 0 {
				continue
			}
		}
		switch {
		case len(record) > 1024:
			o.refuse(at, namelist.LineTooLong)
		case code != "":
			o.refuse(at, code)
		case index >= len(cells):
			o.refuse(at, namelist.NotAHostname)
		default:
			o.take(at, cells[index])
		}
	}
	return o, true
}

// parseRecord returns the cells of the first record and its bytes; of one with
// a fault the bytes of its first line, and a code.
func parseRecord(content string) (cells []string, used int, code namelist.Code) {
	sight := content[:min(len(content), 64<<10)]
	line := strings.IndexByte(content, '\n') + 1
	if line == 0 {
		line = len(content)
	}
	cells, used, err := parseCSV(sight)
	switch goesOn := len(sight) == 64<<10; {
	case goesOn && err == nil && used == len(sight) && sight[used-1] != '\n', goesOn && err != nil && isOpen(sight):
		return nil, line, namelist.LineTooLong
	case err != nil:
		return nil, line, namelist.NotAHostname
	}
	return cells, used, ""
}

// isOpen says that the only fault is that the last quote is not closed.
func isOpen(record string) bool {
	_, _, err := parseCSV(record + `"`)
	return err == nil
}

func parseCSV(content string) ([]string, int, error) {
	r := encoding.NewReader(strings.NewReader(content))
	cells, err := r.Read()
	return cells, int(r.InputOffset()), err
}

func find(cells []string, column string) int {
	if column == "" {
		column = "domain"
	}
	for i, cell := range cells {
		if strings.EqualFold(strings.TrimSpace(cell), column) {
			return i
		}
	}
	return -1
}

func agreeCSV(t require.TestingT, content, column string) {
	c := csv
	c.Column = column
	o, ok := readCSV(content, column)
	if ok {
		agree(t, content, c, o)
		return
	}
	got := read(strings.NewReader(content), c)
	require.ErrorIs(t, got.err, namelist.ErrColumn)
	anyhow(t, []byte(content), c, got)
}

func TestReadsCSVAsTheOracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		agreeCSV(t, contents(t), rapid.SampledFrom([]string{"", "", "host"}).Draw(t, "column"))
	})
}

// The window holds 64 KiB: records that just fit into it, and do not.
func TestReadsLongCSVAsTheOracle(t *testing.T) {
	t.Parallel()
	for around := 64<<10 - 2; around <= 64<<10+2; around++ {
		for _, content := range []string{
			"a,\"%\"\nb.com\n", "a,\"%\"", "a,\"%", "a,%\nb.com\n", "a,%", "a,\"%\"x\nb.com", "a,\"%\"\"\nb.com",
			"a,\"\nb.com\n%\"\nc.com", "a,\"\nb.com\n%\nc.com",
		} {
			content = strings.Replace(content, "%", strings.Repeat("x", around-len(content)+1), 1)
			agreeCSV(t, content, "")
		}
	}
}

func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"", "domain,x\na.com,\"1\"\"\n\"\r\nb.com", "\ufeff\"domain\"\r\n\"a.com\"\r", "a\"b\n\"c\"d\n\"e\nf", "x,host\na,b\nc",
		"\"" + strings.Repeat("\na", 600), "\"" + strings.Repeat("a", 1030) + "\n\"\n\nb", "\"a\"\r\r\n", ",\n,\"\n", strings.Repeat(",", 1025) + "\n\"\"",
	} {
		f.Add(seed, "")
		f.Add(seed, "host")
	}
	f.Fuzz(func(t *testing.T, content, column string) {
		if strings.TrimSpace(column) == column {
			agreeCSV(t, content, column)
		}
	})
}
