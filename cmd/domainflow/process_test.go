package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/internal/embedded/pgtest"
	"domainflow/internal/lab"
	"domainflow/projections"
)

// asProgram makes the test binary be the program itself: the real one, as a
// process that can be killed.
const asProgram = "DOMAINFLOW_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	if options := os.Getenv(asNATS); options != "" {
		if err := runNATS(options); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	pgtest.Main(m)
}

const (
	// patience bounds every wait of a test.
	patience = 3 * time.Minute
	tick     = 20 * time.Millisecond
)

// process is a running program.
type process struct {
	*client
	t       *testing.T
	command *exec.Cmd
	output  *lines
	// ended is closed when the process is gone; exit is how it went then.
	ended chan struct{}
	exit  error
}

// lines keeps what a process says, for the message of a failed test.
type lines struct {
	mu   sync.Mutex
	said []string
}

func (l *lines) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.said = append(l.said, line)
}

func (l *lines) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.said)
}

func (l *lines) all() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.said, "\n")
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.said[max(0, len(l.said)-40):], "\n")
}

// launch starts the program with some arguments.
func launch(t *testing.T, args ...string) (p *process, running <-chan string) {
	t.Helper()
	return launchBinary(t, os.Args[0], args...)
}

func launchBinary(t *testing.T, binary string, args ...string) (p *process, running <-chan string) {
	t.Helper()
	p = &process{t: t, command: exec.Command(binary, args...), output: &lines{}, ended: make(chan struct{})}
	p.command.Env = append(os.Environ(), asProgram+"=1", envName("data")+"="+commonData(t))
	stdout, err := p.command.StdoutPipe()
	require.NoError(t, err)
	stderr, err := p.command.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, p.command.Start())
	hosts := make(chan string, 1)
	var readers sync.WaitGroup
	readers.Go(func() { p.read(stdout, hosts) })
	readers.Go(func() { p.read(stderr, nil) })
	go func() {
		readers.Wait()
		p.exit = p.command.Wait()
		close(p.ended)
	}()
	t.Cleanup(p.kill)
	return p, hosts
}

// commonData is where all programs of one test have their master key whose
// servers are elsewhere.
func commonData(t *testing.T) string { return filepath.Join(filepath.Dir(t.TempDir()), "data") }

// dataDir is a data directory. It goes with the test, as soon as the Postgres
// of a process that was killed has ended.
func dataDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "domainflow-test-")
	require.NoError(t, err)
	require.NoError(t, os.Chmod(dir, 0o711)) // Postgres runs under another account
	t.Cleanup(func() {
		require.Eventually(t, func() bool { return os.RemoveAll(dir) == nil }, patience, 50*time.Millisecond)
	})
	return dir
}

// serve starts a server that may reach the lab, waits until it listens, and is
// its super_admin.
func serve(t *testing.T, flags ...string) *process {
	t.Helper()
	return serveWith(t, os.Args[0], flags...)
}

// serveWith is serve with a program that need not be this one.
func serveWith(t *testing.T, binary string, flags ...string) *process {
	t.Helper()
	p, listening := launchBinary(t, binary, append([]string{"serve", "--listen", "127.0.0.1:0", "--allow-target", labNetwork}, flags...)...)
	p.client = newClient(p.ready(listening))
	p.enter(flags)
	return p
}

// ready waits until the program says that it runs, and with which address.
func (p *process) ready(running <-chan string) (address string) {
	p.t.Helper()
	select {
	case address = <-running:
	case <-p.ended:
		require.Fail(p.t, "the program ended", p.output)
	case <-time.After(patience):
		require.Fail(p.t, "the program does not start", p.output)
	}
	return address
}

// work starts a worker that may reach the lab and waits until it works.
func work(t *testing.T, urls string) *process {
	t.Helper()
	p, working := launch(t, "worker", "--nats-url", urls, "--allow-target", labNetwork)
	p.ready(working)
	return p
}

func (p *process) read(from io.Reader, running chan<- string) {
	scanner := bufio.NewScanner(from)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		p.output.add(scanner.Text())
		for _, begin := range []string{"DomainFlow listens on http://", "DomainFlow works for "} {
			if address, ok := strings.CutPrefix(scanner.Text(), begin); ok && running != nil {
				running <- address
			}
		}
	}
}

// kill ends the process at once and waits until it is gone.
func (p *process) kill() {
	_ = p.command.Process.Kill()
	<-p.ended
}

// terminate asks the process to stop and returns how it ended.
func (p *process) terminate() error {
	require.NoError(p.t, p.command.Process.Signal(syscall.SIGTERM))
	return p.wait()
}

// wait returns how the process ended.
func (p *process) wait() error {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		require.Fail(p.t, "the program does not end", p.output)
	}
	return p.exit
}

// execute runs a command line to its end and returns what it printed.
func execute(t *testing.T, args ...string) string {
	t.Helper()
	command := exec.Command(os.Args[0], args...)
	command.Env = append(os.Environ(), asProgram+"=1")
	var stderr strings.Builder
	command.Stderr = &stderr
	stdout, err := command.Output()
	require.NoError(t, err, "%v: %s%s", args, stdout, &stderr)
	return string(stdout)
}

// get reads a resource or fails the test.
func (p *process) get(path string, out any) {
	p.t.Helper()
	require.NoError(p.t, p.call(context.Background(), http.MethodGet, path, http.NoBody, out), p.output)
}

// read1 reads a resource with the header of its answer.
func (p *process) resource(path string) (object, http.Header) {
	p.t.Helper()
	request, err := p.request(context.Background(), http.MethodGet, path, http.NoBody)
	require.NoError(p.t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(p.t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(p.t, err)
	require.Equal(p.t, http.StatusOK, response.StatusCode, "%s", text)
	var out object
	require.NoError(p.t, json.Unmarshal(text, &out))
	return out, response.Header
}

// campaign is the campaign as the API shows it, nil while the read models are
// not ready.
func (p *process) campaign(id string) *projections.Campaign {
	var c projections.Campaign
	if err := p.call(context.Background(), http.MethodGet, "/campaigns/"+id, http.NoBody, &c); err != nil {
		return nil
	}
	return &c
}

// until waits for a condition on a campaign.
func (p *process) until(id string, holds func(projections.Campaign) bool) projections.Campaign {
	p.t.Helper()
	var last projections.Campaign
	require.Eventually(p.t, func() bool {
		c := p.campaign(id)
		if c == nil {
			return false
		}
		last = *c
		return holds(last)
	}, patience, 20*time.Millisecond, "campaign %s: %+v\n%s", id, &last, p.output)
	return last
}

func completed(c projections.Campaign) bool {
	return c.Status == campaign.StatusCompleted && c.PendingItems == 0
}

// all reads a whole result list, page by page.
func all[T any](p *process, path string) []T {
	p.t.Helper()
	var items []T
	cursor, query := "", "?"
	if strings.Contains(path, query) {
		query = "&"
	}
	for {
		var page projections.Page[T]
		p.get(path+query+"limit=1000&cursor="+url.QueryEscape(cursor), &page)
		items = append(items, page.Items...)
		if page.NextCursor == nil {
			return items
		}
		cursor = *page.NextCursor
	}
}

// chain is three campaigns that follow each other.
type chain struct{ names, dns, http string }

// order creates the campaigns of the demo with a pace: names a second that
// the DNS persona may ask, 0 for no limit. On a busy machine pages may fail that
// do not when they are fetched once more.
func (p *process) order(world *lab.Lab, names, pace int) chain {
	p.t.Helper()
	p.set("rate-limit", `{"requestsPerMinute": 0}`) // tests ask more often than anybody else
	ctx := context.Background()
	must := func(id string, err error) string {
		require.NoError(p.t, err, p.output)
		return id
	}
	name := "lab " + uuid.NewString() // of no earlier order
	unlimited := object{"rateLimitDps": 0, "maxInFlight": 500}
	dns := must(p.create(ctx, "/personas/dns", object{"name": name, "configDetails": unlimited.with(object{
		"resolvers":           []string{world.Resolver(lab.Clean).String(), world.Resolver(lab.Lossy).String()},
		"queryTimeoutSeconds": 1, "rateLimitDps": pace,
	})}))
	http := must(p.create(ctx, "/personas/http", object{"name": name, "configDetails": unlimited.with(object{
		"userAgent": "test", "requestTimeoutSeconds": 2,
	})}))
	var run chain
	run.names = must(p.create(ctx, "/campaigns/generate", object{
		"name": "names", "patternType": "suffix", "variableLength": 4, "constantString": "lumen", "tld": "test",
		"characterSet": "abcdefghijklmnopqrstuvwxyz", "numDomainsToGenerate": fmt.Sprint(names), "autoStart": true,
	}))
	run.dns = must(p.create(ctx, "/campaigns/dns-validate", object{
		"name": "dns", "sourceCampaignId": run.names, "personaIds": []string{dns}, "retryAttempts": 6, "autoStart": true,
	}))
	run.http = must(p.create(ctx, "/campaigns/http-keyword-validate", object{
		"name": "http", "sourceCampaignId": run.dns, "personaIds": []string{http}, "adHocKeywords": append(lab.DefaultKeywords(), lab.Latin1Keyword),
		"targetHttpPorts": []uint16{world.HTTPPort()}, "retryAttempts": 2, "autoStart": true,
	}))
	return run
}

func startLab(t *testing.T, config lab.Config) *lab.Lab {
	t.Helper()
	world, err := lab.Start(config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, world.Close()) })
	return world
}
