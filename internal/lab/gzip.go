package lab

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
)

// A gzip member (RFC 1952) is put together from prepared pieces: a stored block for what differs per page, deflated text
// that was compressed once, and a final stored block. Blocks of deflate (RFC 1951) may follow each other freely as long as
// each piece begins on a byte and refers to nothing before itself.

var gzipHeader = []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}

// deflate ends with a sync marker, so on a byte, and without final block.
func deflate(text []byte) []byte {
	var out bytes.Buffer
	w, _ := flate.NewWriter(&out, flate.BestSpeed) // the level is valid, and a Buffer never fails
	_, _ = w.Write(text)
	_ = w.Flush()
	return out.Bytes()
}

// appendStored wants at most 65,535 bytes.
func appendStored(out, data []byte, final bool) []byte {
	first := byte(0)
	if final {
		first = 1
	}
	size := uint16(len(data))
	out = append(out, first)
	out = binary.LittleEndian.AppendUint16(out, size)
	out = binary.LittleEndian.AppendUint16(out, ^size)
	return append(out, data...)
}

// appendGzip writes the member that unpacks to head, the text repeated, and tail.
func appendGzip(out, head []byte, text *block, repeat int, tail []byte) []byte {
	out = append(out, gzipHeader...)
	out = appendStored(out, head, false)
	sum := crc32.ChecksumIEEE(head)
	for range repeat {
		out = append(out, text.deflated...)
		sum = crc32.Update(sum, crc32.IEEETable, text.text)
	}
	out = appendStored(out, tail, true)
	out = binary.LittleEndian.AppendUint32(out, crc32.Update(sum, crc32.IEEETable, tail))
	return binary.LittleEndian.AppendUint32(out, uint32(len(head)+repeat*len(text.text)+len(tail)))
}

const (
	bombText   = "kaboom! "
	bombBlock  = 1 << 20
	bombBlocks = 64
)

// bomb is about 100 KiB on the wire and 64 MiB unpacked.
type bomb struct {
	head, tail []byte
	text       block
	packed     []byte
}

func newBomb() *bomb {
	b := &bomb{head: []byte("<!doctype html><html><head><title>" + bombTitle + "</title></head><body>"), tail: []byte(pageTail)}
	b.text.text = bytes.Repeat([]byte(bombText), bombBlock/len(bombText))
	b.text.deflated = deflate(b.text.text)
	b.packed = appendGzip(nil, b.head, &b.text, bombBlocks, b.tail)
	return b
}

const bombTitle = "Under pressure"

// start is what a client sees that stops unpacking after limit bytes.
func (b *bomb) start(limit int) []byte {
	out := append([]byte(nil), b.head...)
	for len(out) < limit {
		out = append(out, b.text.text...)
	}
	return out[:limit]
}
