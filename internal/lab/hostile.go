package lab

import (
	"bytes"
	"fmt"
	"io"
	"time"
)

const (
	dripInterval = 100 * time.Millisecond
	// headerFlood bounds what a client without a limit of its own has to take.
	headerFlood = 64 << 20
)

// misbehave treats one request as its kind of site does. Whatever it does ends with patience, the client, or the lab.
func (v *visitor) misbehave(kind SiteKind) {
	switch kind {
	case Silent:
		v.hold()
	case Reset:
		_ = v.tcp.SetLinger(0) // closing then sends RST
	case Garbage:
		_, _ = io.WriteString(v.conn, "\x00\x01 this is no HTTP \xff\xfe\r\n\r\n")
	case EndlessHeaders:
		v.flood()
	case EndlessBody:
		v.drip()
	case GzipBomb:
		v.explode()
	}
}

// hold waits for the client to go.
func (v *visitor) hold() { _, _ = io.Copy(io.Discard, v.tcp) }

func (v *visitor) flood() {
	out := appendField(appendStatus(nil, 200), "Content-Type", htmlUTF8)
	filler := bytes.Repeat([]byte{'x'}, 1000)
	for i := 0; i < headerFlood; i += len(out) {
		if _, err := v.conn.Write(out); err != nil {
			return
		}
		out = out[:0]
		for line := range 16 {
			out = fmt.Appendf(out, "X-Lab-%d-%d: %s\r\n", i, line, filler)
		}
	}
}

// drip sends a few bytes at a time, each in time for a client that only minds the gaps.
func (v *visitor) drip() {
	out := appendField(appendStatus(nil, 200), "Content-Type", htmlUTF8)
	out = append(appendField(out, "Transfer-Encoding", "chunked"), "\r\n"...)
	for began := time.Now(); time.Since(began) < patience; {
		if _, err := v.conn.Write(out); err != nil || !v.lab.life.wait(dripInterval) {
			return
		}
		out = append(out[:0], "6\r\n<p>.  \r\n"...)
	}
}

func (v *visitor) explode() {
	packed := v.lab.bomb().packed
	v.head = appendField(appendStatus(v.head[:0], 200), "Content-Type", htmlUTF8)
	v.head = appendField(v.head, "Content-Encoding", "gzip")
	v.head = fmt.Appendf(v.head, "Content-Length: %d\r\n\r\n", len(packed))
	if _, err := v.conn.Write(v.head); err == nil {
		_, _ = v.conn.Write(packed)
	}
}
