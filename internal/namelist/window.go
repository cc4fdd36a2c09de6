package namelist

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

const (
	maxLine    = 1024     // bytes of a line or record, without its end
	windowSize = 64 << 10 // far more than maxLine, so that texts in other columns do not hide the end of a record
)

// errEnd is the end of the stream: an io.EOF may also come from accept.
var errEnd = errors.New("end of the list")

// window is the part of a stream that was read and is not used yet. It reads
// only to get what is not in sight, and takes what one call gives.
type window struct {
	r    *bufio.Reader
	line int64 // of the first byte in sight
}

func newWindow(r io.Reader) *window {
	return &window{r: bufio.NewReaderSize(r, windowSize), line: 1}
}

func (w *window) sight() []byte {
	b, _ := w.r.Peek(w.r.Buffered()) // what is there can be had
	return b
}

// more waits for at least one byte more. bufio.ErrBufferFull says that the
// window has no room for it, errEnd that there is none.
func (w *window) more() error {
	_, err := w.r.Peek(w.r.Buffered() + 1)
	if isEnd(err) {
		return errEnd
	}
	return err
}

// isEnd tells the end of a reader from its own errors, which may wrap io.EOF.
func isEnd(err error) bool {
	return err == io.EOF //nolint:errorlint // wrapped it is no end
}

// skipMark drops a byte order mark, and waits only for what may become one.
func (w *window) skipMark() error {
	const mark = "\ufeff"
	for b := w.sight(); len(b) < len(mark) && strings.HasPrefix(mark, string(b)); b = w.sight() {
		if err := w.more(); errors.Is(err, errEnd) {
			return nil
		} else if err != nil {
			return err
		}
	}
	if bytes.HasPrefix(w.sight(), []byte(mark)) {
		w.take(len(mark))
	}
	return nil
}

// take returns n bytes in sight without the line end behind them, and moves on.
// They last until more is called.
func (w *window) take(n int) []byte {
	b := w.sight()[:n]
	_, _ = w.r.Discard(n) // they are in sight
	w.line += int64(bytes.Count(b, []byte("\n")))
	return bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
}

// nextLine returns a line without its end; of one that is longer than the
// window only a beginning that is longer than maxLine.
func (w *window) nextLine() ([]byte, error) {
	for seen := 0; ; {
		b := w.sight()
		if i := bytes.IndexByte(b[seen:], '\n'); i >= 0 {
			return w.take(seen + i + 1), nil
		}
		seen = len(b)
		switch err := w.more(); {
		case errors.Is(err, errEnd) && seen > 0:
			return w.take(seen), nil
		case errors.Is(err, bufio.ErrBufferFull):
			beginning := bytes.Clone(b[:maxLine+1])
			return beginning, w.skipLine()
		case err != nil:
			return nil, err
		}
	}
}

func (w *window) skipLine() error {
	for {
		b := w.sight()
		if i := bytes.IndexByte(b, '\n'); i >= 0 {
			w.take(i + 1)
			return nil
		}
		w.take(len(b))
		if err := w.more(); errors.Is(err, errEnd) {
			return nil
		} else if err != nil {
			return err
		}
	}
}
