package namelist

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
)

// gunzip opens the members of a stream itself: the decoder takes one that
// breaks off within the file name in its header for the end of the stream.
type gunzip struct {
	packed *bufio.Reader
	z      *gzip.Reader // nil before the first member
	inside bool         // a member
}

func newGunzip(r io.Reader) *gunzip { return &gunzip{packed: bufio.NewReader(r)} }

func (g *gunzip) Read(p []byte) (n int, err error) {
	for n == 0 && err == nil {
		if !g.inside {
			if err = g.open(); err != nil {
				return 0, err
			}
		}
		n, err = g.z.Read(p)
		if isEnd(err) {
			g.inside, err = false, nil
		}
	}
	return n, gzipError(err)
}

// open is io.EOF only behind a whole member. Nothing at all is no gzip stream
// yet.
func (g *gunzip) open() error {
	_, err := g.packed.Peek(1)
	switch {
	case isEnd(err) && g.z == nil:
		return gzipError(io.ErrUnexpectedEOF)
	case err != nil:
		return err
	case g.z == nil:
		g.z = new(gzip.Reader)
	}
	if err = g.z.Reset(g.packed); isEnd(err) {
		err = io.ErrUnexpectedEOF
	}
	g.z.Multistream(false)
	g.inside = true
	return gzipError(err)
}

// gzipError tells what is wrong with the packed bytes from what is wrong with
// the reader they come from.
func gzipError(err error) error {
	var corrupt flate.CorruptInputError
	var internal flate.InternalError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the gzip stream breaks off: %w", err)
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum),
		errors.As(err, &corrupt), errors.As(err, &internal):
		return fmt.Errorf("%w: %w", ErrGzip, err)
	default:
		return err
	}
}
