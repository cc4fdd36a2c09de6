package embedded

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
)

// TestDiskFullHealsWithoutAnOperator fills the disk under the server until a publish fails, makes space, and waits until
// publishing works again; everything acknowledged before and after is there.
func TestDiskFullHealsWithoutAnOperator(t *testing.T) {
	t.Parallel()
	dir := smallDisk(t)
	n := startNATS(t, dir)
	nc, js := connect(t, n)
	makeStream(t, js)

	var acked uint64
	try := func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := js.Publish(ctx, "s.a", make([]byte, 64<<10), jetstream.WithRetryAttempts(0))
		if err == nil {
			acked++
		}
		return err == nil
	}
	require.True(t, try())
	filler := filepath.Join(dir, "filler")
	fill(t, filler)
	for tries := 0; try(); tries++ {
		require.Less(t, tries, 1000, "a full disk refuses at last")
	}
	require.Eventually(t, func() bool { return nc.Stats().Reconnects >= 3 }, patience, 10*time.Millisecond, "tried while still full")
	require.NoError(t, os.Remove(filler))
	require.Eventually(t, try, patience, 50*time.Millisecond)
	require.NoError(t, n.Health(t.Context()))
	require.GreaterOrEqual(t, stored(t, js), acked)
}

func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=24m,mode=0700"); err != nil {
		t.Skipf("needs the right to mount a small file system: %v", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(dir, syscall.MNT_DETACH)) })
	return dir
}

// fill writes until there is no space left.
func fill(t *testing.T, path string) {
	t.Helper()
	file, err := os.Create(path)
	require.NoError(t, err)
	defer file.Close()
	for block := make([]byte, 64<<10); ; {
		if _, err := file.Write(block); err != nil {
			require.ErrorIs(t, err, syscall.ENOSPC)
			return
		}
	}
}
