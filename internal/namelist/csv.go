package namelist

import (
	"bytes"
	"cmp"
	"strings"
)

// csvReader finds the cells with the names.
type csvReader struct {
	w       *window
	column  string // its name, as asked for
	index   int
	started bool // the first row has been seen, so that index is known
}

func newCSVReader(w *window, column string) *csvReader {
	return &csvReader{w: w, column: strings.TrimSpace(column)}
}

func (c *csvReader) next() (entry, error) {
	for {
		e := entry{line: c.w.line}
		record, fault, err := c.w.nextRecord()
		if err != nil {
			return e, err
		}
		if fault == nil && len(record) <= maxLine && blank(record) {
			continue
		}
		if !c.started {
			if names, err := c.first(record, fault); err != nil {
				return e, err
			} else if names {
				continue
			}
		}
		e.text, e.fault = c.pick(record, fault)
		return e, nil
	}
}

// first finds the column by the first row, and says whether the row names the
// columns. A faulty one does not.
func (c *csvReader) first(row []byte, fault *fault) (named bool, err error) {
	c.started = true
	wanted := cmp.Or(c.column, "domain")
	for i, more := 0, fault == nil; more; i++ {
		var text []byte
		text, row, more = cutCell(row)
		if strings.EqualFold(string(bytes.TrimSpace(text)), wanted) {
			c.index = i
			return true, nil
		}
	}
	if c.column != "" {
		return false, ErrColumn
	}
	return false, nil
}

// pick returns the cell with the name; the whole record where it has none.
func (c *csvReader) pick(record []byte, f *fault) ([]byte, *fault) {
	switch {
	case f != nil:
		return record, f
	case len(record) > maxLine:
		return record, lineTooLong
	}
	rest, more := record, true
	for i := 0; more; i++ {
		var text []byte
		text, rest, more = cutCell(rest)
		if i == c.index {
			return text, nil
		}
	}
	return record, noCell
}
