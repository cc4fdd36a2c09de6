package namelist

import (
	"errors"
	"io"
)

// Why the content of a list is refused. Any other error of Read is one of its
// reader, of gzip (see Config.Gzip) or of accept.
var (
	ErrTooMany  = errors.New("the list has more names than are allowed")
	ErrTooLarge = errors.New("the list has more bytes than are allowed")
	ErrColumn   = errors.New("the first row of the list does not name the column")
	ErrGzip     = errors.New("the list is no valid gzip")
)

// Format is how the names are written down.
type Format uint8

// The formats.
const (
	Text Format = iota
	CSV
)

// Config says what a list looks like and what is allowed. All limits have to be
// given; zero allows nothing.
type Config struct {
	Format Format
	// Column has the names of a CSV; "" is a column called domain, or the first.
	Column string
	// Gzip unpacks the stream, of any number of members. One that breaks off is
	// io.ErrUnexpectedEOF, anything else that is wrong with it is ErrGzip; the
	// names before the fault have been accepted by then.
	Gzip bool
	// MaxBytes bounds the list as it was sent and as it is unpacked.
	MaxBytes int64
	MaxNames int64
}

// Report counts the lines of a list, or the records: what was passed over and
// the names of the columns are not among them.
type Report struct {
	Accepted, Duplicates, Invalid int64
	InvalidLines                  []InvalidLine // the first 1,000
}

// Read reads a list to its end and hands every name that is valid, and was not
// in the list before, to accept with the number of its line, from 1, in order.
//
// The errors of r and of accept end it and are known to errors.Is and As. A line
// that an error breaks off is not looked at. The report always says what was
// read until then.
func Read(r io.Reader, c Config, accept func(line int64, name string) error) (Report, error) {
	w := newWindow(c.open(r))
	if err := w.skipMark(); err != nil {
		return Report{}, err
	}
	next := textReader{w}.next
	if c.Format == CSV {
		next = newCSVReader(w, c.Column).next
	}
	l := &list{Config: c, accept: accept, seen: map[key]struct{}{}}
	for {
		e, err := next()
		if errors.Is(err, errEnd) {
			return l.report, nil
		}
		if err == nil {
			err = l.take(e)
		}
		if err != nil {
			return l.report, err
		}
	}
}

// open bounds what is sent as well: members that unpack to nothing have no end
// either.
func (c Config) open(r io.Reader) io.Reader {
	r = &limited{r, c.MaxBytes}
	if c.Gzip {
		r = &limited{newGunzip(r), c.MaxBytes}
	}
	return r
}
