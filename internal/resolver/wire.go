package resolver

import (
	"encoding/binary"

	"github.com/miekg/dns"
)

// Layout of a message: RFC 1035 section 4.1; of the OPT record: RFC 6891 section 6.1.2.
const (
	headerSize   = 12
	maxQuery     = headerSize + maxName + 4 + optSize
	optSize      = 11
	udpPayload   = 1232 // bytes of an answer that pass without fragments nearly everywhere
	flagResponse = 1 << 15
	flagTrunc    = 1 << 9
	flagRecurse  = 1 << 8
	maskOpcode   = 0xf << 11
	maskRcode    = 0xf
)

// query is one question in wire form.
type query struct {
	wire []byte
	end  int    // wire[headerSize:end] is the question section
	id   uint16 // as in wire
}

// call is a query, whom it is for, and over TCP what came back.
type call struct {
	query
	server    *resolver
	transport Transport
	reply     []byte
}

// encode builds the message with id 0 into wire's own memory. It fails for a
// name that has no wire form.
func (q *query) encode(name string, qtype uint16) error {
	b := q.wire[:maxQuery]
	clear(b[:headerSize])
	binary.BigEndian.PutUint16(b[2:], flagRecurse)
	binary.BigEndian.PutUint16(b[4:], 1)  // questions
	binary.BigEndian.PutUint16(b[10:], 1) // additional records: OPT
	size, err := packName(b[headerSize:], name)
	if err != nil {
		return err
	}
	off := headerSize + size
	binary.BigEndian.PutUint16(b[off:], qtype)
	binary.BigEndian.PutUint16(b[off+2:], dns.ClassINET)
	q.end = off + 4
	opt := b[q.end : q.end+optSize]
	clear(opt)
	binary.BigEndian.PutUint16(opt[1:], dns.TypeOPT)
	binary.BigEndian.PutUint16(opt[3:], udpPayload)
	q.wire = b[:q.end+optSize]
	return nil
}

func (q *query) setID(id uint16) {
	q.id = id
	binary.BigEndian.PutUint16(q.wire, id)
}

// answeredBy says whether msg answers this query: a response with our id, one
// question, and that question ours but for the case of letters.
func (q *query) answeredBy(msg []byte) bool {
	if len(msg) < q.end || binary.BigEndian.Uint16(msg) != q.id {
		return false
	}
	flags := binary.BigEndian.Uint16(msg[2:])
	if flags&flagResponse == 0 || flags&maskOpcode != 0 || binary.BigEndian.Uint16(msg[4:]) != 1 {
		return false
	}
	return foldEqual(msg[headerSize:q.end], q.wire[headerSize:q.end])
}

// foldEqual compares names in wire form. Length bytes are below the letters, so
// folding cannot confuse them.
func foldEqual(a, b []byte) bool {
	for i, c := range a {
		if c != b[i] && lower(c) != lower(b[i]) {
			return false
		}
	}
	return len(a) == len(b)
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + ('a' - 'A')
	}
	return c
}

func truncated(msg []byte) bool { return binary.BigEndian.Uint16(msg[2:])&flagTrunc != 0 }
