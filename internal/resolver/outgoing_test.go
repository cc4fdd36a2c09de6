package resolver

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/internal/lab"
)

// counting tells how many messages were sent at a time.
type counting struct {
	transport
	sizes []int
}

func (c *counting) send(socket int, to netip.AddrPort, messages [][]byte) (int, error) {
	c.sizes = append(c.sizes, len(messages))
	return c.transport.send(socket, to, messages)
}

func TestFirstQueriesGoTogetherAndRepeatedOnesAlone(t *testing.T) {
	t.Parallel()
	l := startLab(t, lab.Config{Exists: 1})
	counted := new(counting)
	e := startEngineOver(t, Config{Resolvers: []string{l.Resolver(lab.ServFail).String()}, MaxInFlight: 8 * batch}, func() (transport, error) {
		udp, err := openTransport()
		counted.transport = udp
		return counted, err
	})
	const names = 3 * batch
	for _, r := range resolveAll(t, e, Query{Types: askA.Types, Retries: 1}, numbered(names)) {
		require.Equal(t, CodeServfail, r.ErrorCode)
	}
	require.NoError(t, e.Close())
	sent, together := 0, 0
	for _, n := range counted.sizes {
		require.LessOrEqual(t, n, batch)
		sent += n
		if n > 1 {
			together += n
		}
	}
	require.Equal(t, 2*names, sent)
	require.LessOrEqual(t, together, names)
	require.Greater(t, together, names/2)
}
