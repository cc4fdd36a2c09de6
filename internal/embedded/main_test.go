package embedded

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// patience bounds every wait on a busy machine.
const patience = 90 * time.Second

// roles are what this test binary does as a child of a test, to be killed or signalled: TestMain runs one instead of the tests.
var roles = map[string]func(dir string) error{
	"wait": roleWait, "nats-signal": roleSignal, "nats-publish": rolePublish, "postgres-wait": rolePostgresWait, "postgres-once": rolePostgresOnce,
}

const roleVariable, dirVariable = "DOMAINFLOW_EMBEDDED_ROLE", "DOMAINFLOW_EMBEDDED_DIR"

func TestMain(m *testing.M) {
	if role, ok := roles[os.Getenv(roleVariable)]; ok {
		if err := role(os.Getenv(dirVariable)); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// helper is a running child of this binary.
type helper struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
}

func startHelper(t *testing.T, role, dir string, change func(*exec.Cmd)) *helper {
	t.Helper()
	exe, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(exe)
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
	h := &helper{cmd: cmd, lines: bufio.NewScanner(out)}
	t.Cleanup(func() { h.kill() })
	return h
}

// expect reads one line that begins with prefix and returns the rest of it.
func (h *helper) expect(t *testing.T, prefix string) string {
	t.Helper()
	require.True(t, h.lines.Scan(), "child ended before %q", prefix)
	rest, ok := strings.CutPrefix(h.lines.Text(), prefix)
	require.True(t, ok, "child said %q, want %q", h.lines.Text(), prefix)
	return strings.TrimSpace(rest)
}

// kill is kill -9. It returns what the child had said until then and nobody had read; a second call does nothing.
func (h *helper) kill() (unread []string) {
	_ = h.cmd.Process.Kill() // gone already is fine
	for h.lines.Scan() {
		unread = append(unread, h.lines.Text())
	}
	_ = h.cmd.Wait() // its fate is known
	return unread
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func roleWait(string) error {
	fmt.Println("ready")
	_, err := os.Stdin.Read(make([]byte, 1)) // ends with the pipe, or by a kill
	return err
}

// roleSignal proves that SIGINT reaches our handler and that nothing else reacts to it.
func roleSignal(dir string) error {
	n, err := StartNATS(NATSConfig{Dir: dir, Logger: quiet()})
	if err != nil {
		return err
	}
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGINT)
	fmt.Println("ready")
	<-caught
	if err := n.Health(context.Background()); err != nil {
		return err
	}
	fmt.Println("caught")
	return n.Shutdown(context.Background())
}

// rolePublish prints the sequence of each message after its acknowledgement, until killed.
func rolePublish(dir string) error {
	n, err := StartNATS(NATSConfig{Dir: dir, Logger: quiet()})
	if err != nil {
		return err
	}
	nc, err := n.Connect()
	if err != nil {
		return err
	}
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	ctx := context.Background()
	if _, err := js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{Name: "S", Subjects: []string{"s.>"}}); err != nil {
		return err
	}
	for i := 0; ; i++ {
		ack, err := js.Publish(ctx, "s.a", fmt.Appendf(nil, "%d", i))
		if err != nil {
			return err
		}
		fmt.Println("acked", ack.Sequence)
	}
}

// rolePostgresWait prints the address of the server and waits to be killed.
func rolePostgresWait(dir string) error {
	p, err := StartPostgres(context.Background(), PostgresConfig{Dir: dir, Logger: quiet()})
	if err != nil {
		return err
	}
	fmt.Println("ready", p.DSN())
	_, err = os.Stdin.Read(make([]byte, 1)) // ends with the pipe, or by a kill
	return err
}

// rolePostgresOnce starts, asks and stops.
func rolePostgresOnce(dir string) error {
	ctx := context.Background()
	p, err := StartPostgres(ctx, PostgresConfig{Dir: dir, Logger: quiet()})
	if err != nil {
		return err
	}
	user, err := ask(ctx, p.DSN(), "SELECT current_setting('is_superuser')")
	if err != nil {
		return err
	}
	fmt.Println("superuser", user)
	return p.Stop(ctx)
}
