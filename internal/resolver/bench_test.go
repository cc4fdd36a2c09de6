package resolver

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
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
// responder on loopback, without a rate limit, and writes a line of JSON for
// each name into a file. names/CPU-s counts user and system time of this
// process alone. The names are of one length, as generated names are, or of twenty.
func BenchmarkResolve(b *testing.B) {
	server := startProcess(b)
	for _, c := range []struct{ inFlight, lengths int }{{100, 1}, {1000, 1}, {1000, 20}, {10000, 1}} {
		b.Run(fmt.Sprintf("inflight=%d/lengths=%d", c.inFlight, c.lengths), func(b *testing.B) {
			e := startEngine(b, Config{Resolvers: []string{server}, MaxInFlight: c.inFlight, Timeout: time.Second})
			e.retryBase = retryBase
			names := make([]string, b.N)
			for i := range names {
				names[i] = fmt.Sprintf("name%0*d.test", 8+i%c.lengths, i)
			}
			file, err := os.Create(filepath.Join(b.TempDir(), "results.ndjson"))
			require.NoError(b, err)
			defer func() { require.NoError(b, file.Close()) }()
			out := bufio.NewWriterSize(file, 1<<16)
			var line []byte
			failed, attempts := 0, 0
			b.ReportAllocs()
			b.ResetTimer()
			before := cpuTime(b)
			err = e.Resolve(b.Context(), Query{Types: askA.Types, Retries: 5}, names, func(i int, r Result) {
				attempts += r.Attempts
				if r.Status != StatusResolved && r.Status != StatusUnresolved {
					failed++
				}
				line = appendLine(line[:0], names[i], &r)
				_, _ = out.Write(line) // Flush tells
			})
			require.NoError(b, err)
			require.NoError(b, out.Flush())
			used := cpuTime(b) - before
			b.StopTimer()
			require.Zero(b, failed)
			b.ReportMetric(float64(b.N)/used.Seconds(), "names/CPU-s")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "names/s")
			b.ReportMetric(float64(attempts)/float64(b.N), "attempts/name")
		})
	}
}

// appendLine tells all there is to tell of a name that was asked for A.
func appendLine(b []byte, name string, r *Result) []byte {
	b = append(append(b, `{"name":"`...), name...)
	b = append(append(b, `","status":"`...), r.Status...)
	b = append(append(b, `","rcode":"`...), r.RCode...)
	b = append(b, `","a":[`...)
	for i, address := range r.Records.A {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(address.AppendTo(append(b, '"')), '"')
	}
	b = strconv.AppendUint(append(b, `],"minTtl":`...), uint64(r.MinTTL), 10)
	b = strconv.AppendBool(append(b, `,"privateAddress":`...), r.PrivateAddress)
	b = append(append(b, `,"resolver":"`...), r.Resolver...)
	b = append(append(b, `","transport":"`...), r.Transport...)
	b = strconv.AppendInt(append(b, `","attempts":`...), int64(r.Attempts), 10)
	b = strconv.AppendInt(append(b, `,"durationUs":`...), r.Duration.Microseconds(), 10)
	b = strconv.AppendInt(append(b, `,"checkedAtMs":`...), r.CheckedAt.UnixMilli(), 10)
	b = append(append(b, `,"errorCode":"`...), r.ErrorCode...)
	b = strconv.AppendQuote(append(b, `","errorMessage":`...), r.ErrorMessage)
	return append(b, "}\n"...)
}

func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
