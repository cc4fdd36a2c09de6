package namelist

import (
	"bytes"
	"crypto/sha256"
	"unicode/utf8"

	"domainflow/internal/names"
)

// entry is a line that is not passed over, or the cell of a record. It lasts
// until the next one is read.
type entry struct {
	line  int64
	text  []byte
	fault *fault // why text is not even to be looked at
}

// key is what is kept of a name. Among a million names two share one by chance
// with a probability of 1 to 10^27, and who searches for two of the same could
// only lose a name of their own. SHA-256 takes a sixth of the time of a line and
// gives the same keys everywhere, unlike hash/maphash, which has 64 bits.
type key [16]byte

// list is the list as far as it was read.
type list struct {
	Config
	report Report
	seen   map[key]struct{}
	accept func(line int64, name string) error
}

func (l *list) take(e entry) error {
	e.text = bytes.TrimSpace(e.text)
	name, fault := l.name(e)
	if fault != nil {
		l.report.refuse(e, fault)
		return nil
	}
	sum := sha256.Sum256([]byte(name))
	k := key(sum[:])
	if _, known := l.seen[k]; known {
		l.report.Duplicates++
		return nil
	}
	if l.report.Accepted >= l.MaxNames {
		return ErrTooMany
	}
	if err := l.accept(e.line, name); err != nil {
		return err
	}
	l.seen[k] = struct{}{}
	l.report.Accepted++
	return nil
}

func (l *list) name(e entry) (string, *fault) {
	switch {
	case e.fault != nil:
		return "", e.fault
	case !utf8.Valid(e.text):
		return "", notUTF8
	}
	name, err := names.Normalize(string(e.text))
	if err != nil {
		return "", &fault{codeOf(err), err.Error()}
	}
	return name, nil
}
