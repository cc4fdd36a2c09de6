package resolver

import (
	"net"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// startResponder serves UDP and TCP on one loopback port and gives its address.
// handle fills in a reply that already repeats the question.
func startResponder(t testing.TB, handle func(reply *dns.Msg, tcp bool)) string {
	t.Helper()
	packet, stream := listenBoth(t)
	handler := func(tcp bool) dns.Handler {
		return dns.HandlerFunc(func(w dns.ResponseWriter, m *dns.Msg) {
			reply := new(dns.Msg).SetReply(m)
			handle(reply, tcp)
			_ = w.WriteMsg(reply)
		})
	}
	serve(t, &dns.Server{PacketConn: packet, Handler: handler(false)})
	serve(t, &dns.Server{Listener: stream, Handler: handler(true)})
	return packet.LocalAddr().String()
}

// startIPv6 serves UDP over IPv6, where the machine has it.
func startIPv6(t testing.TB, handle func(reply *dns.Msg, tcp bool)) (string, bool) {
	t.Helper()
	packet, err := net.ListenPacket("udp6", "[::1]:0")
	if err != nil {
		return "", false
	}
	serve(t, &dns.Server{PacketConn: packet, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, m *dns.Msg) {
		reply := new(dns.Msg).SetReply(m)
		handle(reply, false)
		_ = w.WriteMsg(reply)
	})})
	return packet.LocalAddr().String(), true
}

// listenBoth looks for a port that is free for UDP and TCP.
func listenBoth(t testing.TB) (net.PacketConn, net.Listener) {
	t.Helper()
	for range 50 {
		packet, err := net.ListenPacket("udp4", "127.0.0.1:0")
		require.NoError(t, err)
		if stream, err := net.Listen("tcp4", packet.LocalAddr().String()); err == nil {
			return packet, stream
		}
		require.NoError(t, packet.Close())
	}
	t.Fatal("no port is free for UDP and TCP")
	return nil, nil
}

func serve(t testing.TB, s *dns.Server) {
	t.Helper()
	started, ended := make(chan struct{}), make(chan error, 1)
	s.NotifyStartedFunc = func() { close(started) }
	go func() { ended <- s.ActivateAndServe() }()
	<-started
	t.Cleanup(func() {
		require.NoError(t, s.Shutdown())
		require.NoError(t, <-ended)
	})
}

// zone answers by records in zone file form, only with those of the asked
// owner and type or the owner's CNAME, and NXDOMAIN for owners it does not know.
func zone(t testing.TB, lines ...string) func(*dns.Msg, bool) {
	t.Helper()
	var records []dns.RR
	for _, line := range lines {
		rr, err := dns.NewRR(line)
		require.NoError(t, err)
		records = append(records, rr)
	}
	return func(reply *dns.Msg, _ bool) {
		q := reply.Question[0]
		known := false
		for _, rr := range records {
			if !strings.EqualFold(rr.Header().Name, q.Name) {
				continue
			}
			known = true
			if kind := rr.Header().Rrtype; kind == q.Qtype || kind == dns.TypeCNAME {
				reply.Answer = append(reply.Answer, rr)
			}
		}
		if !known {
			reply.Rcode = dns.RcodeNameError
		}
	}
}

// startRaw answers each datagram with whatever datagrams handle returns.
func startRaw(t testing.TB, handle func(query []byte) [][]byte) string {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	require.NoError(t, err)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		buf := make([]byte, 4096)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			for _, answer := range handle(append([]byte(nil), buf[:n]...)) {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
	t.Cleanup(func() {
		require.NoError(t, conn.Close())
		<-ended
	})
	return conn.LocalAddr().String()
}

// pack builds the answer to a query in wire form.
func pack(t testing.TB, query []byte, change func(*dns.Msg)) []byte {
	t.Helper()
	var m dns.Msg
	if err := m.Unpack(query); err != nil {
		t.Error(err) // not require: responders have goroutines of their own
	}
	reply := new(dns.Msg).SetReply(&m)
	change(reply)
	wire, err := reply.Pack()
	assert.NoError(t, err)
	return wire
}

func address(t testing.TB, line string) dns.RR {
	t.Helper()
	rr, err := dns.NewRR(line)
	assert.NoError(t, err)
	return rr
}
