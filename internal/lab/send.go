package lab

import (
	"net"
	"net/http"
	"strconv"
)

// send writes one answer with one system call and reports whether that went well. A page without text is empty.
func (v *visitor) send(p page, location string, packed bool) bool {
	v.body = v.body[:0]
	switch {
	case p.text == nil:
	case packed:
		var room [2048]byte
		v.body = appendGzip(v.body, p.appendHead(room[:0]), p.text, p.repeat, p.ending)
	default:
		v.body = p.appendBody(v.body)
	}
	v.head = appendStatus(v.head[:0], p.code)
	v.head = appendField(v.head, "Server", "lab")
	if p.contentType != "" {
		v.head = appendField(v.head, "Content-Type", p.contentType)
	}
	if location != "" {
		v.head = appendField(v.head, "Location", location)
	}
	if packed {
		v.head = appendField(v.head, "Content-Encoding", "gzip")
	}
	v.head = append(v.head, "Content-Length: "...)
	v.head = strconv.AppendInt(v.head, int64(len(v.body)), 10)
	v.head = append(v.head, "\r\n\r\n"...)
	_, err := (&net.Buffers{v.head, v.body}).WriteTo(v.conn)
	return err == nil
}

func appendStatus(out []byte, code int) []byte {
	out = append(out, "HTTP/1.1 "...)
	out = strconv.AppendInt(out, int64(code), 10)
	out = append(append(out, ' '), http.StatusText(code)...)
	return append(out, "\r\n"...)
}

func appendField(out []byte, name, value string) []byte {
	out = append(append(out, name...), ": "...)
	return append(append(out, value...), "\r\n"...)
}
