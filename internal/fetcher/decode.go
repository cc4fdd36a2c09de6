package fetcher

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
)

const acceptEncoding = "gzip, deflate, br"

var errUnsupportedEncoding = errors.New("unsupported content encoding")

// contentEncoding is in lower case, empty for a body sent as it is.
func contentEncoding(h http.Header) string {
	value := strings.ToLower(strings.TrimSpace(strings.Join(h.Values("Content-Encoding"), ",")))
	if value == "identity" {
		return ""
	}
	return value
}

func decodeCode(err error) string {
	if errors.Is(err, errUnsupportedEncoding) {
		return "UNSUPPORTED_ENCODING"
	}
	return "CONTENT_DECODING"
}

// decode writes at most limit bytes and reports whether there was more: a bomb is a page like any other that is too
// long, and is never unpacked beyond that. wireCut says that wire is only the beginning of what was sent, so that its
// sudden end is no error.
func decode(to *bytes.Buffer, wire []byte, encoding string, limit int64, wireCut bool) (truncated bool, err error) {
	reader, release, err := openDecoder(encoding, bytes.NewReader(wire))
	if err == nil {
		defer release()
		truncated, err = readUpTo(to, reader, limit)
	}
	if wireCut && errors.Is(err, io.ErrUnexpectedEOF) {
		return true, nil
	}
	return truncated || wireCut, err
}

// Decoders are costly to make. A pool lets the garbage collector take those whose window a hostile stream has grown
// (brotli: 16 MiB each).
var (
	gzipReaders   = sync.Pool{New: func() any { return new(gzip.Reader) }}
	flateReaders  = sync.Pool{New: func() any { return flate.NewReader(nil) }}
	brotliReaders = sync.Pool{New: func() any { return brotli.NewReader(nil) }}
)

func openDecoder(encoding string, source *bytes.Reader) (r io.Reader, release func(), err error) {
	switch encoding {
	case "gzip", "x-gzip":
		g := gzipReaders.Get().(*gzip.Reader)
		return g, func() { gzipReaders.Put(g) }, g.Reset(source)
	case "br":
		b := brotliReaders.Get().(*brotli.Reader)
		return b, func() { brotliReaders.Put(b) }, b.Reset(source)
	case "deflate":
		return openDeflate(source)
	default:
		return nil, nil, fmt.Errorf("%w %q", errUnsupportedEncoding, clean(encoding, maxFieldBytes))
	}
}

// openDeflate tells zlib (what RFC 9110 calls deflate) from raw deflate (what some servers send) by the header of
// RFC 1950: method 8, and a check that makes two bytes a multiple of 31.
func openDeflate(source *bytes.Reader) (io.Reader, func(), error) {
	var head [2]byte
	_, _ = source.ReadAt(head[:], 0) // too short for zlib is for flate to refuse
	if head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
		z, err := zlib.NewReader(source)
		return z, func() {}, err
	}
	f := flateReaders.Get().(io.ReadCloser)
	return f, func() { flateReaders.Put(f) }, f.(flate.Resetter).Reset(source, nil)
}
