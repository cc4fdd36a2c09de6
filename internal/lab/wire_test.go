package lab

import (
	"bufio"
	"bytes"
	"math"
	"net"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
)

// Whatever bytes arrive: no panic, and what is answered is a message that answers the question asked.
func FuzzDNSAnswer(f *testing.F) {
	for _, name := range []string{"one.test.", "hop1.two.test.", "loop.three.test.", "www.four.test.", "."} {
		for _, qtype := range []uint16{dns.TypeA, dns.TypeCNAME, dns.TypeTXT} {
			query := new(dns.Msg).SetQuestion(name, qtype)
			query.SetEdns0(1232, false)
			wire, err := query.Pack()
			require.NoError(f, err)
			f.Add(wire)
			f.Add(wire[:len(wire)-13])
		}
	}
	l := &Lab{config: Config{Exists: 0.9}.withDefaults()}
	l.config.Names = map[NameKind]float64{Dual: 0.2, Alias: 0.3, AliasLoop: 0.2, Broken: 0.1, BlackHole: 0.1}
	require.NoError(f, l.rule())
	f.Fuzz(func(t *testing.T, wire []byte) {
		var room [256]byte
		q, ok := parseQuestion(wire, room[:])
		if !ok {
			return
		}
		answer := l.world.answer(q, make([]byte, 0, 4096), math.MaxUint16)
		if answer == nil {
			return
		}
		require.Equal(t, wire[:2], answer[:2])
		var m dns.Msg
		require.NoError(t, m.Unpack(answer))
		require.Len(t, m.Question, 1)
		require.Equal(t, q.qtype, m.Question[0].Qtype)
	})
}

func FuzzRequest(f *testing.F) {
	f.Add([]byte("GET / HTTP/1.1\r\nHost: One.test:8080\r\nAccept-Encoding: gzip\r\n\r\n"))
	f.Add([]byte("GET /?a HTTP/1.0\nhost:\n\n"))
	f.Add([]byte("POST / HTTP/1.1\r\n\r\n"))
	f.Fuzz(func(t *testing.T, wire []byte) {
		q, err := readRequest(bufio.NewReaderSize(bytes.NewReader(wire), 8192))
		if err == nil {
			require.Equal(t, byte('/'), q.path[0])
			require.Equal(t, canonical(q.host), q.host)
		}
	})
}

// The hidden keyword must be in the source, else the kind would prove nothing.
func TestTrapsHoldTheKeyword(t *testing.T) {
	t.Parallel()
	l := &Lab{config: Config{Exists: 1, Sites: map[SiteKind]float64{Hidden: 1}}.withDefaults()}
	require.NoError(t, l.rule())
	names, err := l.FindSite(Hidden, 50)
	require.NoError(t, err)
	for _, name := range names {
		p := l.world.page(name, l.world.lookup([]byte(name)))
		require.NotEmpty(t, contained([]byte(p.hidden), l.config.Keywords))
		require.Empty(t, contained(p.text.text, l.config.Keywords))
	}
}

// BenchmarkDNS shows what one core answers without the network, and with one UDP round trip each.
func BenchmarkDNS(b *testing.B) {
	l, err := Start(Config{})
	require.NoError(b, err)
	defer l.Close()
	wire, err := new(dns.Msg).SetQuestion("site7.test.", dns.TypeA).Pack()
	require.NoError(b, err)
	b.Run("answer", func(b *testing.B) {
		b.ReportAllocs()
		room, out := make([]byte, 256), make([]byte, 0, 4096)
		for b.Loop() {
			l.servers[Clean].respond(wire, room, out, false)
		}
	})
	b.Run("loopback", func(b *testing.B) {
		conn, err := net.Dial("udp", l.Resolver(Clean).String())
		require.NoError(b, err)
		defer conn.Close()
		const inFlight = 64
		in := make([]byte, 512)
		for sent := 0; b.Loop(); sent++ {
			_, _ = conn.Write(wire)
			if sent >= inFlight {
				_, err = conn.Read(in)
				require.NoError(b, err)
			}
		}
	})
}

func BenchmarkPage(b *testing.B) {
	l := &Lab{config: Config{Exists: 1}.withDefaults()}
	require.NoError(b, l.rule())
	var out []byte
	b.ReportAllocs()
	for b.Loop() {
		e := l.world.lookup([]byte("site7.test"))
		p := l.world.page("site7.test", e)
		out = p.appendBody(out[:0])
	}
}
