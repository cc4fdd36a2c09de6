package embedded

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// patience bounds every wait on a busy machine.
const patience = 90 * time.Second

func TestMain(m *testing.M) {
	if role, ok := roles[os.Getenv(roleVariable)]; ok {
		if err := role(os.Getenv(dirVariable)); err != nil {
			say("error:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// subprocess is a running child of this binary.
type subprocess struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
}

func startSubprocess(t *testing.T, role, dir string, change func(*exec.Cmd)) *subprocess {
	t.Helper()
	exe, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), exe) // ended by kill
	cmd.Env = append(os.Environ(), roleVariable+"="+role, dirVariable+"="+dir)
	cmd.Stderr = os.Stderr
	if change != nil {
		change(cmd)
	}
	_, err = cmd.StdinPipe() // open for as long as the test wants the child
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	h := &subprocess{cmd: cmd, lines: bufio.NewScanner(out)}
	t.Cleanup(func() { h.kill() })
	return h
}

// expect reads one line that begins with prefix and returns the rest of it.
func (h *subprocess) expect(t *testing.T, prefix string) string {
	t.Helper()
	require.True(t, h.lines.Scan(), "child ended before %q", prefix)
	rest, ok := strings.CutPrefix(h.lines.Text(), prefix)
	require.True(t, ok, "child said %q, want %q", h.lines.Text(), prefix)
	return strings.TrimSpace(rest)
}

// kill is kill -9. It returns what the child had said until then and nobody had read; a second call does nothing.
func (h *subprocess) kill() (unread []string) {
	_ = h.cmd.Process.Kill() // gone already is fine
	for h.lines.Scan() {
		unread = append(unread, h.lines.Text())
	}
	_ = h.cmd.Wait() // its fate is known
	return unread
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }
