package embedded

import (
	"bufio"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
)

func TestNoListenerUnlessAsked(t *testing.T) {
	t.Parallel()
	n := startNATS(t, t.TempDir())
	require.Nil(t, n.ClientAddr())
	require.Nil(t, n.srv.Addr())
	require.NoError(t, n.SetUsers(nil))
	require.Nil(t, startOutside(t).srv.MonitorAddr())
}

func TestListenerThatCannotBe(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	dir := t.TempDir()
	for _, listen := range []string{taken.Addr().String(), "127.0.0.1", "127.0.0.1:http", "127.0.0.1:65536", "127.0.0.1:-1"} {
		_, err = StartNATS(NATSConfig{Dir: dir, Listen: listen, Logger: quiet()})
		require.ErrorContains(t, err, "NATS listener")
		require.ErrorContains(t, err, listen)
	}
	lock, err := Lock(dir)
	require.NoError(t, err, "a failed start gives the directory free")
	require.NoError(t, lock.Unlock())
}

// TestPortTakenDuringARestart keeps us going without users, who come back when the port is free.
func TestPortTakenDuringARestart(t *testing.T) {
	t.Parallel()
	o := startOutside(t)
	u := o.newSubscriber(t, "a", "domainflow.>")
	before, log := o.nc.ConnectedServerId(), o.log
	o.stop()
	require.NoError(t, o.SetUsers([]User{u.User}), "for the next server")
	taken, err := net.Listen("tcp", o.ClientAddr().String())
	require.NoError(t, err)
	log.Errorf("JetStream out of space, will be DISABLED")
	require.Eventually(t, func() bool { return o.nc.IsConnected() && o.nc.ConnectedServerId() != before }, patience, time.Millisecond)
	require.Eventually(t, func() bool { return o.Health(t.Context()) == nil }, patience, time.Millisecond)
	require.NoError(t, taken.Close())
	require.Eventually(t, func() bool { _, err := o.dial(t, u); return err == nil }, patience, 10*time.Millisecond)
}

// stranger is a connection that has read who the server is.
func (o *outside) stranger(t *testing.T) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn, err := net.Dial("tcp", o.ClientAddr().String())
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	lines := bufio.NewReader(conn)
	_, err = lines.ReadString('\n')
	require.NoError(t, err)
	return conn, lines
}

func TestStrangerHasSoLong(t *testing.T) {
	t.Parallel()
	_, lines := startOutside(t).stranger(t)
	answer, err := lines.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "-ERR 'Authentication Timeout'\r\n", answer)
	_, err = lines.ReadByte()
	require.Error(t, err)
}

func TestStrangerSaysSoMuch(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"PUB append.domainflow.a 1\r\nx\r\n", "SUB > 1\r\n", "CONNECT {" + strings.Repeat(" ", maxControlLine)} {
		conn, lines := startOutside(t).stranger(t)
		_, err := conn.Write([]byte(words))
		require.NoError(t, err)
		answer, err := lines.ReadString('\n')
		require.NoError(t, err)
		require.Contains(t, []string{"-ERR 'Authorization Violation'\r\n", "-ERR 'maximum control line exceeded'\r\n"}, answer)
		_, err = lines.ReadByte()
		require.Error(t, err)
	}
}

func TestUserHasSoManySubscriptions(t *testing.T) {
	t.Parallel()
	o := startOutside(t)
	u := o.newSubscriber(t, "a", "domainflow.>")
	require.NoError(t, o.SetUsers([]User{u.User}))
	g, err := o.dial(t, u, nats.SyncQueueLen(1))
	require.NoError(t, err)
	for range maxSubscriptions {
		_, err := g.SubscribeSync("domainflow.>")
		require.NoError(t, err)
	}
	require.NoError(t, g.Flush())
	require.Empty(t, g.errs)
	_, err = g.SubscribeSync("domainflow.>")
	require.NoError(t, err)
	require.ErrorIs(t, <-g.errs, nats.ErrMaxSubscriptionsExceeded)
}
