package resolver

import (
	"net"
	"sync/atomic"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
)

// accepting counts connections.
type accepting struct {
	net.Listener
	n atomic.Int64
}

func (a *accepting) Accept() (net.Conn, error) {
	a.n.Add(1)
	return a.Listener.Accept()
}

// However the loop bunches queries, there are no more connections than queries
// that may be out, and few are left afterwards.
func TestConnectionsAreUsedAgain(t *testing.T) {
	t.Parallel()
	const limit = 4 * maxIdle
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	counted := &accepting{Listener: listener}
	handle := zone(t, "a.test. 60 IN A 198.51.100.1")
	serve(t, &dns.Server{Listener: counted, MaxTCPQueries: -1, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, m *dns.Msg) {
		reply := new(dns.Msg).SetReply(m)
		handle(reply, true)
		_ = w.WriteMsg(reply)
	})})
	e := startEngine(t, Config{Resolvers: []string{"tcp://" + listener.Addr().String()}, MaxInFlight: limit})
	for _, r := range resolveAll(t, e, askA, numbered(20*limit)) {
		require.Equal(t, StatusUnresolved, r.Status, r.ErrorMessage)
		require.Equal(t, 1, r.Attempts)
	}
	require.LessOrEqual(t, counted.n.Load(), int64(limit+1), "one more call of Accept waits")
	require.LessOrEqual(t, len(e.rotation.servers[0].idle), maxIdle)
	require.NotEmpty(t, e.rotation.servers[0].idle)
	requireIdle(t, e)
}
