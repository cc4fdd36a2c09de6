package resolver

import (
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
)

// seedAnswers are real answers: bytes 12 to the end of the question are as asked.
func seedAnswers(f *testing.F) {
	lines := []string{
		"a.test. 60 IN A 198.51.100.1", "a.test. 60 IN AAAA 2606:4700::1", "a.test. 60 IN CNAME b.test.", "b.test. 5 IN A 10.0.0.1",
		"a.test. 60 IN NS ns1.a.test.", "a.test. 60 IN MX 10 mx.a.test.", `a.test. 60 IN TXT "x" "y\000"`,
		"a.test. 60 IN SOA ns.a.test. mail.a.test. 1 2 3 4 5",
	}
	for i := range order {
		m := new(dns.Msg)
		m.SetQuestion("a.test.", order[i])
		m.Response, m.Compress = true, i%2 == 0
		for _, line := range lines {
			rr, err := dns.NewRR(line)
			require.NoError(f, err)
			m.Answer = append(m.Answer, rr)
		}
		m.Ns = m.Answer[7:]
		m.SetEdns0(1232, false)
		wire, err := m.Pack()
		require.NoError(f, err)
		f.Add(wire)
	}
}

// FuzzAnswer reads the same bytes with miekg/dns. What that reads, we read alike;
// what it refuses we may read only when its objection is to data we never look at.
func FuzzAnswer(f *testing.F) {
	seedAnswers(f)
	f.Fuzz(func(t *testing.T, msg []byte) {
		var theirs dns.Msg
		refused := theirs.Unpack(msg) != nil
		end, err := skipName(msg, headerSize)
		if err != nil || end+4 > len(msg) || len(theirs.Question) != 1 {
			return
		}
		var ours answer
		if err := ours.parse(msg, end+4); err != nil {
			require.True(t, refused || countsLie(msg, &theirs), "miekg/dns reads %v", &theirs)
			return
		}
		for _, kind := range order {
			var r Result
			c := newChain("a.test.")
			if done, err := c.follow(&ours, kind); err != nil || !done {
				continue
			}
			if err := r.collect(&ours, c.owner, kind); err != nil || refused {
				continue
			}
			require.Equal(t, theirs.Rcode, ours.rcode)
			compare(t, &theirs, &r, c.owner, kind)
		}
	})
}

func countsLie(msg []byte, m *dns.Msg) bool {
	n := func(at int) int { return int(msg[at])<<8 | int(msg[at+1]) }
	return n(6) != len(m.Answer) || n(8) != len(m.Ns) || n(10) != len(m.Extra)
}

// compare counts and compares the records of one owner and type.
func compare(t *testing.T, theirs *dns.Msg, r *Result, owner string, kind uint16) {
	var want Result
	for _, rr := range theirs.Answer {
		h := rr.Header()
		if h.Rrtype != kind || h.Class != dns.ClassINET || dns.CanonicalName(h.Name) != owner {
			continue
		}
		want.convert(rr)
	}
	if r.Records.Truncated {
		return
	}
	require.Equal(t, want.Records, r.Records)
}

func (r *Result) convert(rr dns.RR) {
	s, host := &r.Records, func(name string) string { return trimDot(dns.CanonicalName(name)) }
	switch v := rr.(type) {
	case *dns.A:
		s.A = append(s.A, addrOf(v.A.To4()))
	case *dns.AAAA:
		s.AAAA = append(s.AAAA, addrOf(v.AAAA.To16()))
	case *dns.CNAME:
		addOnce(&s.CNAME, host(v.Target))
	case *dns.NS:
		addOnce(&s.NS, host(v.Ns))
	case *dns.MX:
		s.MX = append(s.MX, MX{v.Preference, host(v.Mx)})
	case *dns.TXT:
		s.TXT = append(s.TXT, plain(v.Txt))
	case *dns.SOA:
		s.SOA = &SOA{host(v.Ns), host(v.Mbox), v.Serial, v.Refresh, v.Retry, v.Expire, v.Minttl}
	}
}
