package resolver

import (
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
)

// FuzzAnsweredBy asks miekg/dns what a message answers. It also follows
// pointers in a question; that is not what was asked, byte by byte, and refused.
func FuzzAnsweredBy(f *testing.F) {
	q := &newJob().query
	require.NoError(f, q.encode("name.test", dns.TypeA))
	for _, change := range []func(*dns.Msg){
		func(*dns.Msg) {}, func(m *dns.Msg) { m.Id++ }, func(m *dns.Msg) { m.Response = false },
		func(m *dns.Msg) { m.Opcode = dns.OpcodeUpdate }, func(m *dns.Msg) { m.Question[0].Name = "NAME.test." },
		func(m *dns.Msg) { m.Question[0].Qtype = dns.TypeMX }, func(m *dns.Msg) { m.Question = append(m.Question, m.Question[0]) },
	} {
		m := new(dns.Msg).SetQuestion("name.test.", dns.TypeA)
		m.Id, m.Response = q.id, true
		change(m)
		wire, err := m.Pack()
		require.NoError(f, err)
		f.Add(wire)
	}
	f.Fuzz(func(t *testing.T, msg []byte) {
		if len(msg) < headerSize {
			require.False(t, q.answeredBy(msg))
			return
		}
		head := append([]byte(nil), msg[:headerSize]...)
		clear(head[6:]) // no records: only the question is looked at
		head = append(head, msg[headerSize:min(len(msg), q.end)]...)
		var m dns.Msg
		theirs := m.Unpack(head) == nil && m.Id == q.id && m.Response && m.Opcode == dns.OpcodeQuery && len(m.Question) == 1 &&
			strings.EqualFold(m.Question[0].Name, "name.test.") && m.Question[0].Qtype == dns.TypeA && m.Question[0].Qclass == dns.ClassINET
		if end, err := skipName(msg, headerSize); err == nil && end+4 == q.end {
			require.Equal(t, theirs, q.answeredBy(msg))
			return
		}
		require.False(t, q.answeredBy(msg))
	})
}
