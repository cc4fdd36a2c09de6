package resolver

import (
	"encoding/binary"
	"math"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// noTTL is above every TTL (RFC 2181 section 8).
const noTTL = math.MaxUint32

// collect adds the records of one type that owner has in the answer: all of
// them or, when one cannot be read, none.
func (r *Result) collect(a *answer, owner string, kind uint16) error {
	n, before := 0, *r
	for _, rec := range a.records {
		if rec.kind != kind || rec.owner != owner {
			continue
		}
		if n == maxRecords {
			r.Records.Truncated = true
			return nil
		}
		if err := r.add(a, rec); err != nil {
			*r = before
			return err
		}
		r.MinTTL = min(r.MinTTL, rec.ttl)
		n++
	}
	return nil
}

func (r *Result) add(a *answer, rec record) (err error) {
	data := a.msg[rec.data:rec.end]
	s := &r.Records
	switch rec.kind {
	case dns.TypeA:
		s.A, err = r.addAddress(s.A, data, 4)
	case dns.TypeAAAA:
		s.AAAA, err = r.addAddress(s.AAAA, data, 16)
	case dns.TypeCNAME:
		err = a.addTarget(&s.CNAME, rec)
	case dns.TypeNS:
		err = a.addTarget(&s.NS, rec)
	case dns.TypeMX:
		err = a.addMX(s, rec)
	case dns.TypeTXT:
		err = s.addTXT(data)
	case dns.TypeSOA:
		s.SOA, err = a.soa(rec)
	}
	return err
}

func (r *Result) addAddress(list []netip.Addr, data []byte, size int) ([]netip.Addr, error) {
	address, ok := netip.AddrFromSlice(data)
	if !ok || len(data) != size {
		return list, errMalformed
	}
	r.PrivateAddress = r.PrivateAddress || private(address)
	return append(list, address), nil
}

// target is the name that makes up the whole data of a record.
func (a *answer) target(rec record) (string, error) {
	name, next, err := a.host(rec.data)
	if err != nil || next != rec.end {
		return "", errMalformed
	}
	return name, nil
}

// addTarget adds a name once: the answers to A, AAAA and CNAME hold the same CNAMEs.
func (a *answer) addTarget(list *[]string, rec record) error {
	name, err := a.target(rec)
	if err == nil {
		addOnce(list, trimDot(name))
	}
	return err
}

func addOnce(list *[]string, name string) {
	if !slices.Contains(*list, name) {
		*list = append(*list, name)
	}
}

func (a *answer) addMX(s *Records, rec record) error {
	if rec.end-rec.data < 3 {
		return errMalformed
	}
	host, next, err := a.host(rec.data + 2)
	if err != nil || next != rec.end {
		return errMalformed
	}
	s.MX = append(s.MX, MX{Preference: binary.BigEndian.Uint16(a.msg[rec.data:]), Host: trimDot(host)})
	return nil
}

func (a *answer) soa(rec record) (*SOA, error) {
	mname, next, err := a.host(rec.data)
	if err != nil {
		return nil, err
	}
	rname, next, err := a.host(next)
	if err != nil || rec.end-next != 20 {
		return nil, errMalformed
	}
	n := func(i int) uint32 { return binary.BigEndian.Uint32(a.msg[next+4*i:]) }
	return &SOA{MName: trimDot(mname), RName: trimDot(rname), Serial: n(0), Refresh: n(1), Retry: n(2), Expire: n(3), Minimum: n(4)}, nil
}

// addTXT joins the strings of one record, as RFC 7208 section 3.3 has readers do.
func (r *Records) addTXT(data []byte) error {
	var value []byte
	for len(data) > 0 {
		size := int(data[0])
		if len(data) < 1+size {
			return errMalformed
		}
		value = append(value, data[1:1+size]...)
		data = data[1+size:]
	}
	if len(value) > maxTXT {
		value, r.Truncated = value[:maxTXT], true
	}
	// Neither JSON nor Postgres holds other text. Replacing may lengthen it.
	text := strings.ReplaceAll(strings.ToValidUTF8(string(value), "\uFFFD"), "\x00", "\uFFFD")
	r.TXT = append(r.TXT, text)
	return nil
}

// trimDot leaves the root as it is.
func trimDot(name string) string {
	if len(name) > 1 {
		return strings.TrimSuffix(name, ".")
	}
	return name
}
