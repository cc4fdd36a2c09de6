package lab

import (
	"github.com/miekg/dns"
)

// otherRecords answers the rarely asked types through the library, straight from the truth.
func (w *world) otherRecords(q question, out []byte, limit int) []byte {
	var query, reply dns.Msg
	if query.Unpack(q.wire) != nil {
		return nil
	}
	reply.SetReply(&query)
	reply.RecursionAvailable = true
	reply.Answer = w.dns(string(q.name)).records(query.Question[0])
	if opt := query.IsEdns0(); opt != nil {
		reply.SetEdns0(ednsSize, false)
		limit = max(limit, int(opt.UDPSize()))
	}
	reply.Truncate(limit)
	packed, err := reply.PackBuffer(out[:cap(out)])
	if err != nil {
		// A TXT or MX made from a very long name does not fit its record.
		return q.finish(q.head(out, dns.RcodeServerFailure))
	}
	return packed
}

func (t DNSTruth) records(q dns.Question) []dns.RR {
	header := dns.RR_Header{Name: q.Name, Rrtype: q.Qtype, Class: dns.ClassINET, Ttl: otherTTL}
	var records []dns.RR
	switch q.Qtype {
	case dns.TypeMX:
		for _, mx := range t.MX {
			records = append(records, &dns.MX{Hdr: header, Preference: mx.Preference, Mx: mx.Host + "."})
		}
	case dns.TypeNS:
		for _, host := range t.NS {
			records = append(records, &dns.NS{Hdr: header, Ns: host + "."})
		}
	case dns.TypeTXT:
		for _, text := range t.TXT {
			records = append(records, &dns.TXT{Hdr: header, Txt: []string{text}})
		}
	case dns.TypeSOA:
		if t.SOA != nil {
			records = append(records, &dns.SOA{
				Hdr: header, Ns: t.SOA.NS + ".", Mbox: t.SOA.Mailbox + ".", Serial: t.SOA.Serial,
				Refresh: otherTTL, Retry: otherTTL, Expire: otherTTL, Minttl: otherTTL,
			})
		}
	}
	return records
}
