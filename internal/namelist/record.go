package namelist

import (
	"bufio"
	"bytes"
	"errors"
)

// quoting is where in a record one stands, by RFC 4180.
type quoting uint8

const (
	cellStart quoting = iota
	plain
	quoted
	quoteSeen // in a quoted cell: its end, or the first of two quotes
	crSeen    // behind a quoted cell
	recordEnd
	misplaced // a quote where none may be, or something behind a quoted cell
)

func (q quoting) after(c byte) quoting {
	switch {
	case q == quoted && c != '"':
		return quoted
	case q == quoted:
		return quoteSeen
	case c == '\n':
		return recordEnd
	case q == crSeen:
		return misplaced
	case c == ',':
		return cellStart
	case c == '"' && (q == cellStart || q == quoteSeen):
		return quoted
	case q == quoteSeen && c == '\r':
		return crSeen
	case q == quoteSeen || c == '"':
		return misplaced
	default:
		return plain
	}
}

// nextRecord returns a record without its line end. One with a fault ends with
// its first line, so that the lines behind it are read as if it were not there.
func (w *window) nextRecord() ([]byte, *fault, error) {
	state := cellStart
	for seen := 0; ; {
		b := w.sight()
		for ; seen < len(b) && state < recordEnd; seen++ {
			state = state.after(b[seen])
		}
		switch state {
		case recordEnd:
			return w.take(seen), nil, nil
		case misplaced:
			return w.faulty(badQuote)
		}
		switch err := w.more(); {
		case errors.Is(err, errEnd) && seen > 0 && state != quoted:
			return w.take(seen), nil, nil
		case errors.Is(err, errEnd) && seen > 0:
			return w.faulty(badQuote)
		case errors.Is(err, bufio.ErrBufferFull):
			return w.faulty(noEnd)
		case err != nil:
			return nil, nil, err
		}
	}
}

func (w *window) faulty(f *fault) ([]byte, *fault, error) {
	line, err := w.nextLine()
	if len(line) > maxLine {
		f = lineTooLong
	}
	return line, f, err
}

// cutCell returns the first cell of a record without faults, and what is behind
// its comma.
func cutCell(record []byte) (text, rest []byte, more bool) {
	if !bytes.HasPrefix(record, []byte(`"`)) {
		return bytes.Cut(record, []byte(","))
	}
	end := closing(record)
	text = bytes.ReplaceAll(record[1:end], []byte(`""`), []byte(`"`))
	_, rest, more = bytes.Cut(record[end:], []byte(","))
	return text, rest, more
}

// closing is the place of the quote that ends a quoted cell.
func closing(cell []byte) int {
	for i := 1; ; i += 2 {
		i += bytes.IndexByte(cell[i:], '"')
		if !bytes.HasPrefix(cell[i:], []byte(`""`)) {
			return i
		}
	}
}
