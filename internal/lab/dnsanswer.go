package lab

import (
	"encoding/binary"
	"net/netip"

	"github.com/miekg/dns"
)

// The wire format below is RFC 1035 section 4 and, for OPT, RFC 6891. It is written by hand because the lab shares its cores
// with the program under test and would otherwise be the slower of the two.

const (
	headerBytes = 12
	optBytes    = 11
	ednsSize    = 1232
	// namePointer refers to the name of the question, which always begins behind the header.
	namePointer = 0xC000 | headerBytes
)

// question is the one question of a query.
type question struct {
	wire   []byte // the whole query
	name   []byte // in lower case with dots, without the final one
	end    int    // offset behind the question
	first  int    // length of the first label
	qtype  uint16
	qclass uint16
	edns   bool
}

// parseQuestion writes the name into room. It refuses what is no query with exactly one well-formed question.
func parseQuestion(wire []byte, room []byte) (question, bool) {
	q := question{wire: wire, name: room[:0]}
	if len(wire) < headerBytes || wire[2]&0xF8 != 0 || binary.BigEndian.Uint16(wire[4:]) != 1 {
		return q, false
	}
	at := headerBytes
	for {
		if at >= len(wire) {
			return q, false
		}
		length := int(wire[at])
		at++
		if length == 0 {
			break
		}
		if length > 63 || at+length > len(wire) || at+length > headerBytes+254 {
			return q, false
		}
		if len(q.name) == 0 {
			q.first = length
		} else {
			q.name = append(q.name, '.')
		}
		for _, c := range wire[at : at+length] {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			q.name = append(q.name, c)
		}
		at += length
	}
	if at+4 > len(wire) {
		return q, false
	}
	q.qtype = binary.BigEndian.Uint16(wire[at:])
	q.qclass = binary.BigEndian.Uint16(wire[at+2:])
	q.end = at + 4
	q.edns = hasOPT(wire, q.end)
	return q, true
}

// hasOPT recognises the one shape stub resolvers send: OPT as the only record behind the question.
func hasOPT(wire []byte, at int) bool {
	return binary.BigEndian.Uint32(wire[6:]) == 0 && wire[10] == 0 && wire[11] == 1 &&
		len(wire) >= at+optBytes && wire[at] == 0 && binary.BigEndian.Uint16(wire[at+1:]) == dns.TypeOPT
}

// head begins an answer: header with the given code, then the question as it was asked, so that mixed case survives.
func (q question) head(out []byte, rcode int) []byte {
	out = append(out[:0], q.wire[:q.end]...)
	out[2] = 0x80 | q.wire[2]&0x01
	out[3] = 0x80 | byte(rcode)
	clear(out[6:headerBytes])
	return out
}

// finish adds the OPT record where the query had one.
func (q question) finish(out []byte) []byte {
	if !q.edns {
		return out
	}
	out[11] = 1
	return append(out, 0, 0, byte(dns.TypeOPT), ednsSize>>8, ednsSize&0xFF, 0, 0, 0, 0, 0, 0)
}

// answer appends the whole answer to out[:0]; nil means that nobody ever answers this name.
func (w *world) answer(q question, out []byte, limit int) []byte {
	if q.qclass != dns.ClassINET {
		return q.finish(q.head(out, dns.RcodeRefused))
	}
	e := w.lookup(q.name)
	switch e.kind {
	case BlackHole:
		return nil
	case Broken:
		return q.finish(q.head(out, dns.RcodeServerFailure))
	case Missing:
		return q.finish(q.head(out, dns.RcodeNameError))
	}
	switch q.qtype {
	case dns.TypeMX, dns.TypeNS, dns.TypeTXT, dns.TypeSOA:
		if e.kind != Alias && e.kind != AliasLoop {
			return w.otherRecords(q, out, limit)
		}
	}
	return q.finish(w.addresses(q, e, q.head(out, dns.RcodeSuccess)))
}

// addresses appends the CNAME chain and, for A and AAAA, what is at its end. At most 3 CNAMEs and 2 addresses, all compressed:
// that fits the 512 octets of plain UDP whatever the name.
func (w *world) addresses(q question, e entry, out []byte) []byte {
	records := 0
	owner := uint16(namePointer)
	base := owner
	if e.hop > 0 {
		base += 1 + uint16(q.first)
	}
	for _, label := range e.targetLabels() {
		if q.qtype == dns.TypeCNAME && records == 1 {
			break
		}
		out = appendRecord(out, owner, dns.TypeCNAME, e.ttl(e.recordHop(records)))
		out = append(out, 0, byte(2+min(len(label), 1)+len(label)))
		owner = uint16(0xC000 | len(out))
		if label != "" {
			out = append(append(out, byte(len(label))), label...)
		}
		out = binary.BigEndian.AppendUint16(out, base)
		records++
	}
	var room [2]netip.Addr
	switch {
	case q.qtype == dns.TypeA:
		for _, a := range w.ipv4(e, room[:0]) {
			octets := a.As4()
			out = appendRecord(out, owner, dns.TypeA, e.ttl(e.hops()))
			out = append(append(out, 0, 4), octets[:]...)
			records++
		}
	case q.qtype == dns.TypeAAAA && e.kind == Dual:
		octets := e.ipv6().As16()
		out = appendRecord(out, owner, dns.TypeAAAA, e.ttl(e.hops()))
		out = append(append(out, 0, 16), octets[:]...)
		records++
	}
	out[7] = byte(records)
	return out
}

// targetLabels are the first labels of the chain's targets; an empty one means the base name itself.
func (e entry) targetLabels() []string {
	switch {
	case e.kind == AliasLoop && e.hop == 0:
		return loopLabels[:2]
	case e.kind == AliasLoop:
		return loopLabels[1:]
	case e.kind == Alias:
		return hopLabels[e.hop:e.hops()]
	}
	return nil
}

var (
	loopLabels = []string{"loop", "", "loop"}
	hopLabels  = []string{"hop1", "hop2", "hop3"}
)

func appendRecord(out []byte, owner, rtype uint16, ttl uint32) []byte {
	out = binary.BigEndian.AppendUint16(out, owner)
	out = binary.BigEndian.AppendUint16(out, rtype)
	out = binary.BigEndian.AppendUint16(out, dns.ClassINET)
	return binary.BigEndian.AppendUint32(out, ttl)
}
