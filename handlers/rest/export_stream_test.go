package rest

import (
	"context"
	"net"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// pacedPipe writes to somebody who never reads.
func pacedPipe(t *testing.T, ctx context.Context, stall time.Duration) *paced {
	t.Helper()
	ours, theirs := net.Pipe()
	t.Cleanup(func() {
		_ = ours.Close()
		_ = theirs.Close()
	})
	return &paced{ctx: ctx, to: ours, deadline: ours.SetWriteDeadline, stall: stall}
}

func TestReaderThatTakesNothingIsGone(t *testing.T) {
	t.Parallel()
	_, err := pacedPipe(t, t.Context(), time.Millisecond).Write([]byte("x"))
	require.ErrorIs(t, err, errReaderGone)
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
}

func TestWaitingWriteEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	out := pacedPipe(t, ctx, time.Hour)
	release := context.AfterFunc(ctx, out.interrupt)
	defer release()
	written := make(chan error, 1)
	go func() {
		_, err := out.Write([]byte("x"))
		written <- err
	}()
	cancel()
	require.Error(t, <-written)
	_, err := out.Write([]byte("x"))
	require.ErrorIs(t, err, context.Canceled)
}
