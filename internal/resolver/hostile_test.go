package resolver

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
)

// forge builds an answer that would be believed but for what spoil does to it.
func forge(t testing.TB, query []byte, spoil func(*dns.Msg)) []byte {
	return pack(t, query, func(m *dns.Msg) {
		m.Answer = []dns.RR{address(t, m.Question[0].Name+" 60 IN A 203.0.113.66")}
		spoil(m)
	})
}

func truth(t testing.TB, query []byte) []byte {
	return pack(t, query, func(m *dns.Msg) {
		m.Answer = []dns.RR{address(t, m.Question[0].Name+" 60 IN A 198.51.100.1")}
	})
}

// Each forgery arrives before the true answer, on the same socket.
func TestForgedAnswersAreIgnored(t *testing.T) {
	t.Parallel()
	for title, spoil := range map[string]func(*dns.Msg){
		"wrong id":       func(m *dns.Msg) { m.Id++ },
		"wrong name":     func(m *dns.Msg) { m.Question[0].Name = "other.test." },
		"longer name":    func(m *dns.Msg) { m.Question[0].Name = "a." + m.Question[0].Name },
		"wrong type":     func(m *dns.Msg) { m.Question[0].Qtype = dns.TypeAAAA },
		"wrong class":    func(m *dns.Msg) { m.Question[0].Qclass = dns.ClassCHAOS },
		"no question":    func(m *dns.Msg) { m.Question = nil },
		"two questions":  func(m *dns.Msg) { m.Question = append(m.Question, m.Question[0]) },
		"a query":        func(m *dns.Msg) { m.Response = false },
		"another opcode": func(m *dns.Msg) { m.Opcode = dns.OpcodeNotify },
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			server := startRaw(t, func(query []byte) [][]byte {
				return [][]byte{{}, query[:5], forge(t, query, spoil), truth(t, query), forge(t, query, func(*dns.Msg) {})}
			})
			onEachTransport(t, func(t *testing.T, open func() (transport, error)) {
				e := startEngineOver(t, Config{Resolvers: []string{server}}, open)
				for range 3 {
					r := resolveOne(t, e, "name.test", 0)
					require.Equal(t, StatusResolved, r.Status)
					require.Equal(t, "198.51.100.1", r.Records.A[0].String())
				}
			})
		})
	}
}

func TestAnswerFromAnotherAddressIsIgnored(t *testing.T) {
	t.Parallel()
	stranger, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 2)})
	require.NoError(t, err)
	defer func() { require.NoError(t, stranger.Close()) }()
	server, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	require.NoError(t, err)
	defer func() { require.NoError(t, server.Close()) }()
	e := startEngine(t, Config{Resolvers: []string{server.LocalAddr().String()}})
	results := make(chan Result, 1)
	ended := make(chan error, 1)
	go func() {
		ended <- e.Resolve(t.Context(), askA, []string{"name.test"}, func(_ int, r Result) { results <- r })
	}()
	buf := make([]byte, 512)
	n, from, err := server.ReadFromUDPAddrPort(buf)
	require.NoError(t, err)
	_, err = stranger.WriteToUDPAddrPort(forge(t, buf[:n], func(*dns.Msg) {}), from)
	require.NoError(t, err)
	_, err = server.WriteToUDPAddrPort(truth(t, buf[:n]), from)
	require.NoError(t, err)
	require.NoError(t, <-ended)
	require.Equal(t, "198.51.100.1", (<-results).Records.A[0].String())
}

// Whoever guesses all but the port has guessed nothing: an answer counts only
// at the socket that asked. Each forgery goes to all ports but that one, first.
func TestAnswerAtAnotherPortIsIgnored(t *testing.T) {
	t.Parallel()
	onEachTransport(t, func(t *testing.T, open func() (transport, error)) {
		conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		require.NoError(t, err)
		ports, ended := map[netip.AddrPort]bool{}, make(chan struct{})
		go func() {
			defer close(ended)
			buf := make([]byte, 512)
			for {
				n, from, err := conn.ReadFromUDPAddrPort(buf)
				if err != nil {
					return
				}
				ports[from] = true
				for port := range ports {
					if port != from {
						_, _ = conn.WriteToUDPAddrPort(forge(t, buf[:n], func(*dns.Msg) {}), port)
					}
				}
				_, _ = conn.WriteToUDPAddrPort(truth(t, buf[:n]), from)
			}
		}()
		e := startEngineOver(t, Config{Resolvers: []string{conn.LocalAddr().String()}, MaxInFlight: 1}, open)
		for _, r := range resolveAll(t, e, askA, numbered(100)) {
			require.Equal(t, "198.51.100.1", r.Records.A[0].String())
		}
		require.NoError(t, conn.Close())
		<-ended
		require.Len(t, ports, 2, "that both ports were used fails once in 2^99 runs")
	})
}

// The first query is answered when the second has come, over and over.
func TestLateAnswerIsNobodys(t *testing.T) {
	t.Parallel()
	var late []byte
	server := startRaw(t, func(query []byte) (answers [][]byte) {
		if late != nil {
			answers = append(answers, late, late)
		}
		late = truth(t, query)
		return answers
	})
	e := startEngine(t, Config{Resolvers: []string{server}, Timeout: 30 * time.Millisecond})
	r := resolveOne(t, e, "name.test", 3)
	require.Equal(t, StatusTimeout, r.Status)
	require.Equal(t, 4, r.Attempts)
}

func TestQuestionInOtherCaseIsOurs(t *testing.T) {
	t.Parallel()
	server := startRaw(t, func(query []byte) [][]byte {
		return [][]byte{forge(t, query, func(m *dns.Msg) {
			m.Question[0].Name = "NAME.test."
			m.Answer[0].Header().Name = "naME.TEST."
		})}
	})
	e := startEngine(t, Config{Resolvers: []string{server}})
	require.Equal(t, StatusResolved, resolveOne(t, e, "name.Test", 0).Status)
}

func TestMalformedAnswers(t *testing.T) {
	t.Parallel()
	for title, spoil := range map[string]func([]byte) []byte{
		"cut short":          func(b []byte) []byte { return b[:len(b)-3] },
		"more records said":  func(b []byte) []byte { b[7] = 9; return b },
		"A of three bytes":   func(b []byte) []byte { b[len(b)-5] = 3; return b[:len(b)-1] },
		"owner that loops":   func(b []byte) []byte { at := len(b) - 16; b[at], b[at+1] = 0xc0, byte(at); return b },
		"reserved label bit": func(b []byte) []byte { b[len(b)-16] = 0x80; return b },
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			server := startRaw(t, func(query []byte) [][]byte {
				b := pack(t, query, func(m *dns.Msg) {
					m.Compress = true
					m.Answer = []dns.RR{address(t, m.Question[0].Name+" 60 IN A 198.51.100.1")}
				})
				return [][]byte{spoil(b)}
			})
			e := startEngine(t, Config{Resolvers: []string{server}})
			r := resolveOne(t, e, "name.test", 1)
			require.Equal(t, StatusError, r.Status)
			require.Equal(t, CodeMalformed, r.ErrorCode)
			require.Equal(t, 2, r.Attempts)
			require.Empty(t, r.Records)
		})
	}
}

func TestExtendedRcodeIsNoSuccess(t *testing.T) {
	t.Parallel()
	server := startResponder(t, func(reply *dns.Msg, _ bool) {
		reply.SetEdns0(1232, false)
		reply.Rcode = dns.RcodeBadVers
	})
	e := startEngine(t, Config{Resolvers: []string{server}})
	r := resolveOne(t, e, "name.test", 0)
	require.Equal(t, StatusError, r.Status)
	require.Equal(t, rcodeName(dns.RcodeBadVers), r.RCode)
}

func TestQueryAsSent(t *testing.T) {
	t.Parallel()
	sent := make(chan []byte, 1)
	server := startRaw(t, func(query []byte) [][]byte {
		sent <- query
		return [][]byte{truth(t, query)}
	})
	e := startEngine(t, Config{Resolvers: []string{server}})
	resolveOne(t, e, "name.test", 0)
	var m dns.Msg
	require.NoError(t, m.Unpack(<-sent))
	require.Equal(t, []dns.Question{{Name: "name.test.", Qtype: dns.TypeA, Qclass: dns.ClassINET}}, m.Question)
	require.True(t, m.RecursionDesired)
	require.EqualValues(t, 1232, m.IsEdns0().UDPSize())
}

func TestNamesWithoutWireForm(t *testing.T) {
	t.Parallel()
	server := startRaw(t, func([]byte) [][]byte { return nil })
	e := startEngine(t, Config{Resolvers: []string{server}, Timeout: time.Minute})
	long := make([]byte, 64)
	for i := range long {
		long[i] = 'a'
	}
	for _, name := range []string{"a..test", string(long) + ".test", ".test"} {
		r := resolveOne(t, e, name, 3)
		require.Equal(t, StatusError, r.Status, name)
		require.Equal(t, CodeInvalidName, r.ErrorCode)
		require.Zero(t, r.Attempts)
	}
}
