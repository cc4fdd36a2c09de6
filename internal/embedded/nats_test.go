package embedded

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
)

func startNATS(t *testing.T, dir string) *NATS {
	t.Helper()
	n, err := StartNATS(NATSConfig{Dir: dir, Logger: quiet()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, n.Shutdown(context.Background())) })
	return n
}

func connect(t *testing.T, n *NATS) (*nats.Conn, jetstream.JetStream) {
	t.Helper()
	nc, err := n.Connect()
	require.NoError(t, err)
	t.Cleanup(nc.Close)
	js, err := jetstream.New(nc)
	require.NoError(t, err)
	return nc, js
}

func makeStream(t *testing.T, js jetstream.JetStream) {
	t.Helper()
	_, err := js.CreateOrUpdateStream(t.Context(), jetstream.StreamConfig{Name: "S", Subjects: []string{"s.>"}})
	require.NoError(t, err)
}

func stored(t *testing.T, js jetstream.JetStream) uint64 {
	t.Helper()
	s, err := js.Stream(t.Context(), "S")
	require.NoError(t, err)
	return s.CachedInfo().State.Msgs
}

func TestAcknowledgedPublishSurvivesRestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := startNATS(t, dir)
	_, js := connect(t, first)
	makeStream(t, js)
	_, err := js.Publish(t.Context(), "s.a", []byte("x"))
	require.NoError(t, err)
	require.NoError(t, first.Shutdown(t.Context()))
	require.Error(t, first.Health(t.Context()))

	_, js = connect(t, startNATS(t, dir))
	require.EqualValues(t, 1, stored(t, js))
}

func TestOneServerADirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	startNATS(t, dir)
	_, err := StartNATS(NATSConfig{Dir: dir, Logger: quiet()})
	require.ErrorIs(t, err, ErrLocked)
}

func TestDurabilityIsStrictUnlessRelaxed(t *testing.T) {
	t.Parallel()
	strict, relaxed := &NATS{cfg: NATSConfig{Dir: "d"}}, &NATS{cfg: NATSConfig{Dir: "d", Relaxed: true}}
	require.True(t, strict.options(nil).SyncAlways)
	require.False(t, relaxed.options(nil).SyncAlways)
}

func TestUnusableDirectoryIsAnErrorAndNoExit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "jetstream"), []byte("not a directory"), 0o600))
	_, err := StartNATS(NATSConfig{Dir: dir, Logger: quiet()})
	var fatal *FatalError
	require.ErrorAs(t, err, &fatal)
	lock, err := Lock(dir)
	require.NoError(t, err, "a failed start gives the directory free")
	require.NoError(t, lock.Unlock())
}

func TestMessageOfFullSizeWithHeadersPasses(t *testing.T) {
	t.Parallel()
	_, js := connect(t, startNATS(t, t.TempDir()))
	makeStream(t, js)
	msg := &nats.Msg{Subject: "s.a", Data: make([]byte, MaxBody), Header: nats.Header{"k": {strings.Repeat("v", 32<<10)}}}
	_, err := js.PublishMsg(t.Context(), msg)
	require.NoError(t, err)
	msg.Data = make([]byte, MaxPayload)
	_, err = js.PublishMsg(t.Context(), msg)
	require.ErrorIs(t, err, nats.ErrMaxPayload)
}

func TestConnectionFollowsARestartInProcess(t *testing.T) {
	t.Parallel()
	n := startNATS(t, t.TempDir())
	nc, js := connect(t, n)
	makeStream(t, js)
	before := nc.ConnectedServerId()
	breakDown(n)
	require.Eventually(t, func() bool { return nc.IsConnected() && nc.ConnectedServerId() != before }, patience, 10*time.Millisecond)
	require.Eventually(t, func() bool { return n.Health(t.Context()) == nil }, patience, 10*time.Millisecond)
	require.EqualValues(t, 0, stored(t, js))
}

// breakDown makes the server log what it does when a stream of it cannot be written any more.
func breakDown(n *NATS) {
	n.log.Errorf("JetStream stream '%s > %s' critical write error: %v", "$G", "S", errors.New("no space left on device"))
}

func TestSignalReachesOurHandlerOnly(t *testing.T) {
	t.Parallel()
	child := startSubprocess(t, "nats-signal", t.TempDir(), nil)
	child.expect(t, "ready")
	require.NoError(t, child.cmd.Process.Signal(syscall.SIGINT))
	child.expect(t, "caught")
	require.NoError(t, child.cmd.Wait())
}

func TestKillLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var acked uint64
	for cycle := range 4 {
		child := startSubprocess(t, "nats-publish", dir, nil)
		for range 20 + 37*cycle {
			seq, err := strconv.ParseUint(child.expect(t, "acked"), 10, 64)
			require.NoError(t, err)
			require.Equal(t, acked+1, seq, "the child goes on where the last one was killed")
			acked = seq
		}
		for _, line := range child.kill() { // said, hence acknowledged, before the kill; the last line may be cut short
			if seq, err := strconv.ParseUint(strings.TrimPrefix(line, "acked "), 10, 64); err == nil {
				acked = max(acked, seq)
			}
		}
		n, err := StartNATS(NATSConfig{Dir: dir, Logger: quiet()})
		require.NoError(t, err)
		_, js := connect(t, n)
		have := stored(t, js)
		require.GreaterOrEqual(t, have, acked)
		acked = have // one may be stored whose acknowledgement was never heard
		require.NoError(t, n.Shutdown(t.Context()))
	}
}
