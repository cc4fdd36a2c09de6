package embedded

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNameOfAClientDoesNotRestartTheServer(t *testing.T) {
	t.Parallel()
	log := &serverLog{log: quiet(), broken: make(chan struct{}, 1)}
	log.Errorf(`127.0.0.1:5 - cid:7 - "v1.55.0:go:critical write error" - "a-1/a" - Publish Violation - Subject %q`, "x")
	require.Empty(t, log.broken)
	log.Errorf("JetStream out of space, will be DISABLED")
	require.Len(t, log.broken, 1)
}
