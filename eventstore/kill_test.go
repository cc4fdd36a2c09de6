package eventstore_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/google/uuid"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/eventstore"
)

// The writer is this test program, run again with one of these set. It appends as fast as it can, says on its standard output what was
// acknowledged, and lives until it is killed or its standard input ends.
const (
	envDirectory = "EVENTSTORE_TEST_DIRECTORY" // run a server of its own on these files
	envURL       = "EVENTSTORE_TEST_URL"       // write to this server
)

const (
	cycles = 4
	groups = 3 // events of a batch
)

func isWriter() bool { return os.Getenv(envDirectory) != "" || os.Getenv(envURL) != "" }

func write() {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	s, err := openAsWriter()
	for i := 0; err == nil; i++ {
		var line string
		if line, err = appendOnce(s, i); err == nil {
			_, err = fmt.Fprintln(os.Stdout, line)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func openAsWriter() (*eventstore.Store, error) {
	nc, err := nats.Connect(os.Getenv(envURL))
	if dir := os.Getenv(envDirectory); dir != "" {
		var srv *server.Server
		if srv, err = startServer(dir); err == nil {
			nc, err = nats.Connect("", nats.InProcessServer(srv))
		}
	}
	if err != nil {
		return nil, err
	}
	events, err := eventstore.NewRegistry(map[string][]domain.Event{category: {raised{}, closed{}, sampled{}}})
	if err != nil {
		return nil, err
	}
	return eventstore.Open(context.Background(), nc, eventstore.Config{Registry: events, Patience: patient})
}

func startServer(dir string) (*server.Server, error) {
	srv, err := server.NewServer(&server.Options{JetStream: true, StoreDir: dir, DontListen: true, NoSigs: true, NoLog: true})
	if err != nil {
		return nil, err
	}
	srv.Start()
	if !srv.ReadyForConnections(patient) {
		return nil, fmt.Errorf("server on %s does not start", dir)
	}
	return srv, nil
}

// appendOnce stores one event, or a batch over two aggregates, and gives "<sequence> <command> <events>".
func appendOnce(s *eventstore.Store, i int) (string, error) {
	ids := []string{newID()}
	if i%2 == 1 {
		ids = append(ids, newID(), newID())
	}
	m := meta()
	out, err := s.Execute(context.Background(), m, nil, func(ctx context.Context) ([]eventstore.Change, error) {
		return decideOn(ctx, s, ids, command{Raise: "writer"})
	})
	return fmt.Sprint(out.Sequence, " ", m.CommandID, " ", len(ids)), err
}

// killWriter runs a writer, kills it after some acknowledgements, and gives those.
func killWriter(t *testing.T, env string) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env, cmd.Stderr = append(os.Environ(), env), os.Stderr
	_, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	var acked []string
	lines := bufio.NewScanner(out)
	for enough := 20 + rand.N(100); lines.Scan(); {
		acked = append(acked, lines.Text())
		if len(acked) == enough {
			require.NoError(t, cmd.Process.Kill())
		}
	}
	var exit *exec.ExitError
	require.ErrorAs(t, cmd.Wait(), &exit)
	require.Equal(t, syscall.SIGKILL, exit.Sys().(syscall.WaitStatus).Signal())
	return acked
}

// requireNothingLost holds the log against what was acknowledged.
func requireNothingLost(t *testing.T, s *eventstore.Store, acked []string) {
	t.Helper()
	log := readAll(t, s)
	groupSize := map[uuid.UUID]int{}
	for _, e := range log {
		groupSize[e.CommandID]++
	}
	for command, n := range groupSize {
		require.Contains(t, []int{1, groups}, n, "half a batch of %s", command)
	}
	for _, line := range acked {
		var sequence uint64
		var command string
		var events int
		_, err := fmt.Sscan(line, &sequence, &command, &events)
		require.NoError(t, err)
		require.LessOrEqual(t, sequence, uint64(len(log)))
		e := log[sequence-1]
		require.Equal(t, command, e.CommandID.String())
		require.Equal(t, events, groupSize[e.CommandID])
	}
}

// Server and writer are one process, as in a program with an embedded server, and die together.
func TestKilledServerLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var acked []string
	for range cycles {
		acked = append(acked, killWriter(t, envDirectory+"="+dir)...)
		srv, err := startServer(dir)
		require.NoError(t, err)
		nc, err := nats.Connect("", nats.InProcessServer(srv))
		require.NoError(t, err)
		requireNothingLost(t, open(t, nc, 1), acked)
		nc.Close()
		srv.Shutdown()
		srv.WaitForShutdown()
	}
}

// The servers live on, and see a writer vanish in the middle of a batch.
func TestKilledWriterLeavesNoHalfBatch(t *testing.T) {
	t.Parallel()
	r := newRig(t, 3)
	var acked []string
	for i := range cycles {
		acked = append(acked, killWriter(t, envURL+"="+r.Server(i%3).ClientURL())...)
		requireNothingLost(t, r.store(0), acked)
	}
}
