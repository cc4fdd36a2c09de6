package resolver

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/internal/lab"
)

const responderEnv = "RESOLVER_TEST_RESPONDER"

// serveBenchmark runs a lab until standard input ends. Standard output gets the
// address of its clean server.
func serveBenchmark() {
	l, err := lab.Start(lab.Config{Exists: 0.1, Names: map[lab.NameKind]float64{}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	_, _ = fmt.Fprintln(os.Stdout, l.Resolver(lab.Clean))
	_, _ = io.Copy(io.Discard, os.Stdin)
	_ = l.Close()
}

// startProcess has the responder in a process of its own, so that its CPU time is not counted.
func startProcess(b *testing.B) string {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), responderEnv+"=1")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(b, err)
	out, err := cmd.StdoutPipe()
	require.NoError(b, err)
	require.NoError(b, cmd.Start())
	b.Cleanup(func() {
		require.NoError(b, in.Close())
		require.NoError(b, cmd.Wait())
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(b, err)
	return strings.TrimSpace(line)
}

// BenchmarkResolve asks type A of names of which a tenth exist, at one clean
// responder on loopback, without a rate limit. names/CPU-s counts user and
// system time of this process alone.
func BenchmarkResolve(b *testing.B) {
	server := startProcess(b)
	for _, inFlight := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint("inflight=", inFlight), func(b *testing.B) {
			e := startEngine(b, Config{Resolvers: []string{server}, MaxInFlight: inFlight, Timeout: time.Second})
			e.retryBase = retryBase
			names := make([]string, b.N)
			for i := range names {
				names[i] = fmt.Sprintf("name%08d.test", i)
			}
			var failed, attempts atomic.Int64
			b.ReportAllocs()
			b.ResetTimer()
			before := cpuTime(b)
			err := e.Resolve(b.Context(), Query{Types: askA.Types, Retries: 5}, names, func(_ int, r Result) {
				attempts.Add(int64(r.Attempts))
				if r.Status != StatusResolved && r.Status != StatusUnresolved {
					failed.Add(1)
				}
			})
			used := cpuTime(b) - before
			b.StopTimer()
			require.NoError(b, err)
			require.Zero(b, failed.Load())
			b.ReportMetric(float64(b.N)/used.Seconds(), "names/CPU-s")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "names/s")
			b.ReportMetric(float64(attempts.Load())/float64(b.N), "attempts/name")
		})
	}
}

func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
