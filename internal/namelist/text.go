package namelist

import "bytes"

// textReader finds the lines of a text that are not passed over.
type textReader struct{ w *window }

func (t textReader) next() (entry, error) {
	for {
		e := entry{line: t.w.line}
		line, err := t.w.nextLine()
		switch {
		case err != nil:
			return e, err
		case bytes.HasPrefix(line, []byte("#")):
			continue
		case len(line) > maxLine:
			e.fault = lineTooLong
		case blank(line):
			continue
		}
		e.text = line
		return e, nil
	}
}

func blank(line []byte) bool { return len(bytes.TrimSpace(line)) == 0 }
