package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"domainflow/internal/secrets"
)

// terminal is one with a keyboard that the test types at.
func terminal(t *testing.T) (keyboard, screen *os.File) {
	t.Helper()
	keyboard, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = keyboard.Close() })
	require.NoError(t, unix.IoctlSetPointerInt(int(keyboard.Fd()), unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(int(keyboard.Fd()), unix.TIOCGPTN)
	require.NoError(t, err)
	screen, err = os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = screen.Close() })
	return keyboard, screen
}

// echoes says whether a terminal shows what is typed.
func echoes(t *testing.T, screen *os.File) bool {
	t.Helper()
	state, err := unix.IoctlGetTermios(int(screen.Fd()), unix.TCGETS)
	require.NoError(t, err)
	return state.Lflag&unix.ECHO != 0
}

// asking is a readPassword at a terminal.
type asking struct {
	t                *testing.T
	keyboard, screen *os.File
	prompts          *bufio.Reader
	done             chan struct{}
	password         secrets.Secret
	err              error
}

func ask(t *testing.T) *asking {
	t.Helper()
	a := &asking{t: t, done: make(chan struct{})}
	a.keyboard, a.screen = terminal(t)
	prompts, writer := io.Pipe()
	a.prompts = bufio.NewReader(prompts)
	go func() {
		defer close(a.done)
		a.password, a.err = readPassword(t.Context(), a.screen, writer)
		_ = writer.Close()
	}()
	return a
}

// prompted waits until a prompt is there and the terminal shows nothing.
func (a *asking) prompted(want string) {
	a.t.Helper()
	prompt, err := a.prompts.ReadString(':')
	require.NoError(a.t, err)
	require.Equal(a.t, want, strings.TrimSpace(prompt))
	require.Eventually(a.t, func() bool { return !echoes(a.t, a.screen) }, patience, time.Millisecond)
}

func (a *asking) enter(line string) {
	a.t.Helper()
	_, err := a.keyboard.WriteString(line)
	require.NoError(a.t, err)
}

// ended waits for the end and looks at the terminal after it.
func (a *asking) ended() (string, error) {
	a.t.Helper()
	go func() { _, _ = io.Copy(io.Discard, a.prompts) }()
	<-a.done
	require.True(a.t, echoes(a.t, a.screen), "the terminal is as it was")
	return a.password.Reveal(), a.err
}

func TestPasswordsAreAskedForTwice(t *testing.T) {
	t.Parallel()
	for second, want := range map[string]string{" pass word ": " pass word ", "pass word": ""} {
		a := ask(t)
		a.prompted("Password:")
		a.enter(" pass word \n")
		a.prompted("Once more:")
		a.enter(second + "\n")
		got, err := a.ended()
		require.Equal(t, want, got)
		if want == "" {
			require.ErrorIs(t, err, errNotTheSame)
		}
	}
}

// Who gives up gets their terminal back.
func TestPromptIsInterrupted(t *testing.T) {
	t.Parallel()
	_, screen := terminal(t)
	command := exec.Command(os.Args[0], "user", "password", "--email", testEmail)
	command.Env, command.Stdin = append(os.Environ(), asProgram+"=1"), screen
	require.NoError(t, command.Start())
	require.Eventually(t, func() bool { return !echoes(t, screen) }, patience, tick)
	require.NoError(t, command.Process.Signal(os.Interrupt))
	require.Error(t, command.Wait())
	require.True(t, echoes(t, screen))
}
