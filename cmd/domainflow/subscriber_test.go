package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// subscriber is an example that runs, with all its children.
type subscriber struct {
	t       *testing.T
	command *exec.Cmd
	event   *regexp.Regexp
	exit    int
	output  *lines
	ended   chan struct{}
}

// start runs an example for a reader, as a shell would that has read what
// nats-user printed.
func (l language) start(t *testing.T, example, url string, r reader) *subscriber {
	t.Helper()
	s := &subscriber{t: t, command: l.command(t, example), event: l.event[example], exit: l.exit, output: &lines{}, ended: make(chan struct{})}
	s.command.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "NATS_URL=" + url, "NATS_SEED=" + r.Seed, "NATS_PUBLIC_KEY=" + r.PublicKey,
		"NATS_INBOX_PREFIX=" + r.InboxPrefix, "NATS_CONSUMER=" + r.Consumer, "NATS_SUBJECTS=" + strings.Join(r.Subjects, ","),
	}, s.command.Env...)
	s.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdout, err := s.command.StdoutPipe()
	require.NoError(t, err)
	stderr, err := s.command.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, s.command.Start())
	var readers sync.WaitGroup
	for _, from := range []io.Reader{stdout, stderr} {
		readers.Go(func() { s.read(from) })
	}
	go func() {
		readers.Wait()
		_ = s.command.Wait()
		close(s.ended)
	}()
	t.Cleanup(func() {
		_ = syscall.Kill(-s.command.Process.Pid, syscall.SIGKILL)
		<-s.ended
	})
	return s
}

func (s *subscriber) read(from io.Reader) {
	scanner := bufio.NewScanner(from)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		s.output.add(scanner.Text())
	}
}

// events are what it has shown of events so far.
func (s *subscriber) events() (shown []string) {
	s.output.mu.Lock()
	defer s.output.mu.Unlock()
	for _, line := range s.output.said {
		if found := s.event.FindStringSubmatch(line); found != nil {
			shown = append(shown, found[1])
		}
	}
	return shown
}

// reaches waits until it has shown the last of these events.
func (s *subscriber) reaches(logged []string) {
	s.t.Helper()
	require.Eventually(s.t, func() bool {
		shown := s.events()
		return len(shown) > 0 && strings.HasPrefix(logged[len(logged)-1]+" ", shown[len(shown)-1]+" ")
	}, patience, 10*time.Millisecond, s.output)
}

// stop interrupts it as a terminal does, and gives what it has shown.
func (s *subscriber) stop() []string {
	s.t.Helper()
	require.NoError(s.t, syscall.Kill(-s.command.Process.Pid, syscall.SIGINT))
	select {
	case <-s.ended:
	case <-time.After(patience):
		require.Fail(s.t, "the example does not end", s.output)
	}
	require.Equal(s.t, s.exit, s.command.ProcessState.ExitCode(), s.output)
	return s.events()
}
