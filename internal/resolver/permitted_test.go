package resolver

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

// Permitted is what New does, without sockets and lookups.
func TestPermittedIsWhatNewDoes(t *testing.T) {
	t.Parallel()
	allow := []netip.Prefix{netip.MustParsePrefix("127.64.0.0/10")}
	for text, want := range map[string]bool{
		"9.9.9.9": true, "tcp://[2606:4700::1111]:53": true, "127.64.0.1:5353": true, "127.0.0.1": false, "10.0.0.1": false,
		"192.168.0.1:5353": false, "169.254.169.254": false, "100.64.0.1": false, "0.0.0.0": false, "224.0.0.1": false,
		"255.255.255.255": false, "[::1]:53": false, "[fe80::1]:53": false, "[fd00::1]:53": false, "[::ffff:10.0.0.1]:53": false,
	} {
		server, err := ParseServer(text)
		require.NoError(t, err, text)
		permitted := server.Permitted(allow)
		require.Equal(t, want, permitted == nil, text)
		engine, err := New(Config{Resolvers: []string{text}, Timeout: 1, MaxInFlight: 1, Allow: allow})
		require.Equal(t, permitted, err, text)
		if err == nil {
			require.NoError(t, engine.Close())
		}
	}
	named, err := ParseServer("udp://dns.example")
	require.NoError(t, err)
	require.NoError(t, named.Permitted(nil))
}
