package lab

import (
	"bufio"
	"bytes"
	"errors"
)

// request is what the sites look at in a request (RFC 9112). Bodies are not read: the sites know GET only.
type request struct {
	path string
	host string // in lower case, without port
	gzip bool   // accepted
	last bool   // the client closes afterwards
}

var errRequest = errors.New("lab: not a GET request")

// maxRequestLines bounds a header; each line must fit the reader's buffer.
const maxRequestLines = 200

func readRequest(r *bufio.Reader) (request, error) {
	var q request
	line, err := readLine(r)
	if err != nil {
		return q, err
	}
	method, rest, _ := bytes.Cut(line, []byte{' '})
	target, version, _ := bytes.Cut(rest, []byte{' '})
	if string(method) != "GET" || !bytes.HasPrefix(target, []byte{'/'}) || !bytes.HasPrefix(version, []byte("HTTP/1.")) {
		return q, errRequest
	}
	target, _, _ = bytes.Cut(target, []byte{'?'})
	q.path, q.last = string(target), string(version) == "HTTP/1.0"
	for range maxRequestLines {
		line, err := readLine(r)
		if err != nil || len(line) == 0 {
			return q, err
		}
		name, value, _ := bytes.Cut(line, []byte{':'})
		q.take(name, bytes.TrimSpace(value))
	}
	return q, errRequest
}

func (q *request) take(name, value []byte) {
	switch {
	case bytes.EqualFold(name, []byte("Host")):
		host, _, _ := bytes.Cut(value, []byte{':'})
		q.host = canonical(string(host))
	case bytes.EqualFold(name, []byte("Connection")):
		q.last = bytes.EqualFold(value, []byte("close"))
	case bytes.EqualFold(name, []byte("Accept-Encoding")):
		q.gzip = bytes.Contains(bytes.ToLower(value), []byte("gzip"))
	}
}

func readLine(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	return bytes.TrimRight(line, "\r\n"), err
}
