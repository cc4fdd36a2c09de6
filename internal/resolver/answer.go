package resolver

import (
	"encoding/binary"
	"errors"
	"strings"

	"github.com/miekg/dns"
)

var errMalformed = errors.New("answer cannot be read")

// record is one resource record of class IN; its data are msg[data:end] of the answer.
type record struct {
	owner     string // lower case, with the final dot
	kind      uint16
	ttl       uint32
	data, end int
}

// answer is a message that was read as far as it is used: every section is
// walked, data is decoded only for the records somebody wants.
type answer struct {
	msg     []byte
	rcode   int
	name    string   // the question's, set when there are records
	records []record // of the answer section
	zone    string   // owner of an SOA in the authority section; "" = none
}

// parse reads msg, which the caller has found to answer a question that ends at
// questionEnd. It keeps msg.
func (a *answer) parse(msg []byte, questionEnd int) error {
	*a = answer{msg: msg, records: a.records[:0]}
	a.rcode = int(binary.BigEndian.Uint16(msg[2:]) & maskRcode)
	answers := int(binary.BigEndian.Uint16(msg[6:]))
	authority := int(binary.BigEndian.Uint16(msg[8:]))
	additional := int(binary.BigEndian.Uint16(msg[10:]))
	if answers > 0 {
		var err error
		if a.name, _, err = a.host(headerSize); err != nil {
			return err
		}
	}
	off := questionEnd
	for i := range answers + authority + additional {
		r, class, err := a.head(off)
		if err != nil {
			return err
		}
		switch {
		case i < answers:
			err = a.keep(r, class, off)
		case i < answers+authority:
			err = a.noteZone(r, off)
		case r.kind == dns.TypeOPT:
			a.rcode |= int(r.ttl>>24) << 4 // extended rcode, RFC 6891 section 6.1.3
		}
		if err != nil {
			return err
		}
		off = r.end
	}
	return nil
}

// head reads the fixed part of the record at start, without its owner's name.
func (a *answer) head(start int) (r record, class uint16, err error) {
	off, err := skipName(a.msg, start)
	if err != nil || off+10 > len(a.msg) {
		return record{}, 0, errMalformed
	}
	b := a.msg[off:]
	r = record{
		kind: binary.BigEndian.Uint16(b),
		ttl:  binary.BigEndian.Uint32(b[4:]),
		data: off + 10,
	}
	r.end = r.data + int(binary.BigEndian.Uint16(b[8:]))
	if r.end > len(a.msg) {
		return record{}, 0, errMalformed
	}
	return r, binary.BigEndian.Uint16(b[2:]), nil
}

func (a *answer) keep(r record, class uint16, owner int) error {
	if class != dns.ClassINET {
		return nil
	}
	if r.ttl > 1<<31-1 {
		r.ttl = 0 // RFC 2181 section 8
	}
	// Most owners are a pointer to the question.
	if a.msg[owner] == 0xc0 && a.msg[owner+1] == headerSize {
		r.owner = a.name
		a.records = append(a.records, r)
		return nil
	}
	var err error
	if r.owner, _, err = a.host(owner); err == nil {
		a.records = append(a.records, r)
	}
	return err
}

func (a *answer) noteZone(r record, owner int) (err error) {
	if r.kind == dns.TypeSOA {
		a.zone, _, err = a.host(owner)
	}
	return err
}

// host reads a name, which may be compressed; the int is the offset behind it.
func (a *answer) host(off int) (string, int, error) {
	name, next, err := dns.UnpackDomainName(a.msg, off)
	if err != nil {
		return "", 0, errMalformed
	}
	return strings.ToLower(name), next, nil
}

// skipName gives the offset behind the name at off without following pointers.
func skipName(msg []byte, off int) (int, error) {
	for off < len(msg) {
		size := int(msg[off])
		switch {
		case size == 0:
			return off + 1, nil
		case size&0xc0 == 0xc0:
			return off + 2, nil // a caller that reads the name finds a missing second byte
		case size&0xc0 != 0:
			return 0, errMalformed
		}
		off += 1 + size
	}
	return 0, errMalformed
}
