package embedded

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
)

// listenIn runs a server and its socket in dir.
func listenIn(t *testing.T, dir string) *NATS {
	t.Helper()
	n := startNATS(t, filepath.Join(dir, "nats"))
	s, err := Listen(dir, Access{Version: "v", Postgres: "postgres://x"}, n, quiet())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return n
}

// reachedIn connects through the socket in dir.
func reachedIn(t *testing.T, dir string) jetstream.JetStream {
	t.Helper()
	r, err := Reach(dir)
	require.NoError(t, err)
	require.Equal(t, []string{"v", "postgres://x", ""}, []string{r.Version, r.Postgres, r.NATS})
	nc, err := r.Connect()
	require.NoError(t, err)
	t.Cleanup(nc.Close)
	js, err := jetstream.New(nc)
	require.NoError(t, err)
	return js
}

func TestAnotherProcessReachesTheServers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := Reach(dir)
	require.ErrorIs(t, err, ErrNotRunning)
	n := listenIn(t, dir)

	info, err := os.Stat(filepath.Join(dir, socketFile))
	require.NoError(t, err)
	require.Equal(t, os.ModeSocket|0o600, info.Mode())
	first, second := reachedIn(t, dir), reachedIn(t, dir)
	makeStream(t, first)
	_, err = second.Publish(t.Context(), "s.a", []byte(strings.Repeat("x", 1<<20-200)))
	require.NoError(t, err)
	require.EqualValues(t, 1, stored(t, first))

	// The server begins anew, as after a full disk.
	before := second.Conn().ConnectedServerId()
	breakDown(n)
	require.Eventually(t, func() bool { return second.Conn().ConnectedServerId() != before }, patience, 10*time.Millisecond)
	require.Eventually(t, func() bool {
		s, err := second.Stream(t.Context(), "S")
		return err == nil && s.CachedInfo().State.Msgs == 1
	}, patience, 10*time.Millisecond)
}

func TestSocketOfADeepDirectory(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("no system but Linux gives a deep directory a short name")
	}
	dir := filepath.Join(t.TempDir(), strings.Repeat("d", 100), strings.Repeat("e", 100))
	require.NoError(t, os.MkdirAll(dir, 0o700))
	listenIn(t, dir)
	makeStream(t, reachedIn(t, dir))
}

func TestSocketOfAKilledProcessIsReplaced(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	left, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(dir, socketFile), Net: "unix"})
	require.NoError(t, err)
	left.SetUnlinkOnClose(false)
	require.NoError(t, left.Close())
	_, err = Reach(dir)
	require.ErrorIs(t, err, ErrNotRunning)
	listenIn(t, dir)
	makeStream(t, reachedIn(t, dir))
}

func TestSocketEndsWithItsConnections(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n := startNATS(t, filepath.Join(dir, "nats"))
	s, err := Listen(dir, Access{}, n, quiet())
	require.NoError(t, err)
	r, err := Reach(dir)
	require.NoError(t, err)
	nc, err := r.Connect()
	require.NoError(t, err)
	defer nc.Close()
	require.NoError(t, s.Close())
	require.NoFileExists(t, filepath.Join(dir, socketFile))
	require.Eventually(t, func() bool { return !nc.IsConnected() }, patience, 10*time.Millisecond)
	_, err = Reach(dir)
	require.ErrorIs(t, err, ErrNotRunning)
	require.NoError(t, n.Shutdown(context.Background()))
}
