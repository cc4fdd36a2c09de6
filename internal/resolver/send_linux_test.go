package resolver

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// Linux refuses to cut a buffer for a socket without checksums, as it does for
// some devices. Then messages go one by one, and the next ones at once so.
func TestSendWithoutSegmentation(t *testing.T) {
	t.Parallel()
	to, heard := echo(t, "udp4", "127.0.0.1:0")
	udp, err := openTransport()
	require.NoError(t, err)
	defer udp.close()
	require.NoError(t, udp.open("udp4"))
	s := udp.(*batching).sockets[0]
	require.True(t, s.segments, "Linux has had it since 4.18")
	require.NoError(t, unix.SetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_NO_CHECK, 1))
	for range 2 {
		n, err := udp.send(0, to, [][]byte{[]byte("a"), []byte("b")})
		require.NoError(t, err)
		require.Equal(t, 2, n)
		require.Equal(t, "a", <-heard)
		require.Equal(t, "b", <-heard)
		require.False(t, s.segments)
	}
}

func TestQueriesThatCannotBeSent(t *testing.T) {
	t.Parallel()
	server, heard := echo(t, "udp4", "127.0.0.1:0")
	e := startEngine(t, Config{Resolvers: []string{server.String()}, Timeout: time.Hour})
	for _, s := range e.loop.udp.(*batching).sockets {
		// It says that the socket is not connected, and stops it from sending all the same.
		require.ErrorIs(t, unix.Shutdown(s.fd, unix.SHUT_WR), unix.ENOTCONN)
	}
	for retries := range 2 {
		for _, r := range resolveAll(t, e, Query{Types: askA.Types, Retries: retries}, numbered(200)) {
			require.Equal(t, StatusError, r.Status)
			require.Equal(t, CodeNetwork, r.ErrorCode)
			require.Contains(t, r.ErrorMessage, unix.EPIPE.Error())
			require.Equal(t, 1+retries, r.Attempts)
			require.Equal(t, server.String(), r.Resolver)
		}
	}
	require.Empty(t, heard)
	requireIdle(t, e)
}
