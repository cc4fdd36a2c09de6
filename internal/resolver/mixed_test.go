package resolver

import (
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
)

// Batches are of one length and one resolver, whatever is asked of whom.
func TestNamesOfEveryLengthAtResolversOfEveryKind(t *testing.T) {
	t.Parallel()
	onEachTransport(t, func(t *testing.T, open func() (transport, error)) {
		handle := func(reply *dns.Msg, _ bool) {
			reply.Answer = []dns.RR{address(t, reply.Question[0].Name+" 60 IN A 198.51.100.1")}
		}
		servers := []string{startResponder(t, handle), startResponder(t, handle), "tcp://" + startResponder(t, handle)}
		if server, ok := startIPv6(t, handle); ok {
			servers = append(servers, server)
		}
		var names []string
		for i := range 1500 {
			label := strings.Repeat("x", 1+i%maxLabel)
			names = append(names, strings.Repeat(label+".", 1+i%3)+"test")
		}
		e := startEngineOver(t, Config{Resolvers: servers, MaxInFlight: 500}, open)
		asked := map[string]int{}
		for i, r := range resolveAll(t, e, askA, names) {
			require.Equal(t, StatusResolved, r.Status, names[i])
			require.Equal(t, 1, r.Attempts)
			asked[r.Resolver]++
		}
		for _, server := range servers {
			require.Equal(t, len(names)/len(servers), asked[server])
		}
	})
}
