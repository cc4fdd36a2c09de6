package fetcher

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"sync"
)

// keptBuffer is the largest buffer that goes back to the pool: the pool must not grow to MaxBodyBytes x MaxInFlight
// because of a few large pages.
const keptBuffer = 256 << 10

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func takeBuffer() *bytes.Buffer { return buffers.Get().(*bytes.Buffer) }

func putBuffer(b *bytes.Buffer) {
	if b.Cap() <= keptBuffer {
		b.Reset()
		buffers.Put(b)
	}
}

// readBody leaves the decoded body in a, with Truncated set where it went on. The whole body is read off the wire
// before it is decoded: slow sites then hold no decoder, of which there is one a processor.
func (e *Engine) readBody(r *http.Response, a *answer) error {
	wire := takeBuffer()
	cut, err := readUpTo(wire, r.Body, e.config.MaxBodyBytes)
	if err != nil {
		putBuffer(wire)
		return err
	}
	encoding := contentEncoding(r.Header)
	if encoding == "" || wire.Len() == 0 {
		a.body, a.page.Truncated = wire, cut
		return nil
	}
	defer putBuffer(wire)
	body := takeBuffer()
	e.decoding <- struct{}{}
	defer func() { <-e.decoding }()
	a.page.Truncated, err = decode(body, wire.Bytes(), encoding, e.config.MaxBodyBytes, cut)
	if err != nil {
		putBuffer(body)
		return &failure{Failed, decodeCode(err), err}
	}
	a.body = body
	return nil
}

// readUpTo reads until limit and reports whether there was more. It trusts no announced length.
func readUpTo(to *bytes.Buffer, from io.Reader, limit int64) (more bool, err error) {
	n, err := to.ReadFrom(io.LimitReader(from, limit+1))
	if err != nil || n <= limit {
		return false, err
	}
	to.Truncate(int(limit))
	return true, nil
}

func hash(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}
