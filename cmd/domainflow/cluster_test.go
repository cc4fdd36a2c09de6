package main

import (
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"domainflow/internal/embedded"
	"domainflow/internal/lab"
	"domainflow/projections"
)

// goneOn waits until a campaign has so many results, and says whether it still
// has to get more.
func (p *process) goneOn(id string, results int64) bool {
	p.t.Helper()
	c := p.until(id, func(c projections.Campaign) bool { return c.ProcessedItems >= results || completed(c) })
	return !completed(c)
}

// machines are a team's servers: three NATS, one Postgres, two serves and two
// workers, each a process.
type machines struct {
	t    *testing.T
	nats []*natsNode
	urls string
	dsn  string
	data string // with the Postgres

	mu      sync.Mutex
	serves  []*process
	workers []*process
}

func startMachines(t *testing.T) *machines {
	t.Helper()
	m := &machines{t: t, nats: natsCluster(t), data: dataDir(t)}
	postgres, err := embedded.StartPostgres(t.Context(), embedded.PostgresConfig{Dir: filepath.Join(m.data, "postgres"), Logger: logger(quiet{t.Output()})})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, postgres.Stop(t.Context())) })
	m.dsn = postgres.DSN()
	var urls []string
	for _, n := range m.nats {
		urls = append(urls, n.url())
	}
	m.urls = strings.Join(urls, ",")
	// All at once, as after a power cut: nobody is there before the others.
	var starts sync.WaitGroup
	m.serves, m.workers = make([]*process, 2), make([]*process, 2)
	for i := range 2 {
		starts.Go(func() { m.serves[i] = m.serve() })
		starts.Go(func() { m.workers[i] = work(t, m.urls) })
	}
	starts.Wait()
	return m
}

func (m *machines) serve() *process {
	return serve(m.t, "--nats-url", m.urls, "--postgres-url", m.dsn)
}

// at is one of the serves.
func (m *machines) at(i int) *process {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.serves[i%2]
}

// loseSome kills processes, the second only where a majority of NATS and one
// serve remain, and returns how they come back.
func (m *machines) loseSome(which []int) (comeBack func()) {
	comeBacks := []func(){m.lose(which[0])}
	if len(which) > 1 && kind(which[0]) != kind(which[1]) {
		comeBacks = append(comeBacks, m.lose(which[1]))
	}
	return func() {
		for _, comeBack := range comeBacks {
			comeBack()
		}
	}
}

// kind of a process: 0 to 2 are NATS, then come two serves, two workers and the Postgres.
func kind(which int) string {
	return strings.Fields("NATS NATS NATS serve serve worker worker Postgres")[which]
}

// lose kills one process and returns how it comes back.
func (m *machines) lose(which int) (comeBack func()) {
	m.t.Log("lose", kind(which), which)
	switch kind(which) {
	case "NATS":
		n := m.nats[which]
		n.kill()
		return func() { n.start(); n.awaitHealthy() }
	case "serve":
		i := which - 3
		m.at(i).kill()
		return func() {
			p := m.serve()
			m.mu.Lock()
			defer m.mu.Unlock()
			m.serves[i] = p
		}
	case "worker":
		i := which - 5
		m.workers[i].kill()
		return func() { m.workers[i] = work(m.t, m.urls) }
	}
	killPostgres(m.t, m.data)
	return func() {} // it is supervised
}

// Everything but a majority of NATS may be lost at any moment, also two at once:
// the results are exact, each command that was answered is there, and who
// watches sees every event once, wherever they are connected.
func TestClusterSurvivesKills(t *testing.T) {
	world := startLab(t, lab.Config{Seed: 41})
	m := startMachines(t)
	seed := uint64(time.Now().UnixNano())
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, seed))
	const names, pace = 50_000, 600
	run := m.at(0).order(world, names, pace)
	feed := m.watch(t)
	var made []string
	rounds := 0
	for goneOn := int64(0); m.at(0).goneOn(run.dns, goneOn); rounds++ {
		// The moment of the kill is the point: any of them must do, as long as
		// the work goes on between them. An election in NATS takes 4 to 9 s.
		<-time.After(time.Duration(random.IntN(500)) * time.Millisecond)
		comeBack := m.loseSome(random.Perm(8)[:1+random.IntN(2)])
		goneOn += random.Int64N(names / 4)
		var commands errgroup.Group
		commands.Go(func() error { return m.pauseAndResume(run.dns) })
		commands.Go(func() error {
			id, err := m.createTwice()
			made = append(made, id)
			return err
		})
		comeBack()
		require.NoError(t, commands.Wait())
	}
	t.Log("rounds", rounds)
	m.at(0).until(run.http, completed)
	compareWithTruth(t, m.at(1), world, run, names)
	for _, id := range made {
		require.Len(t, all[projections.Event](m.at(0), "/events?aggregateId="+id), 1)
	}
	verdict := execute(t, "check", "--nats-url", m.urls, "--postgres-url", m.dsn)
	require.Contains(t, verdict, ", 0 faults")
	require.Contains(t, verdict, "read models  equal to the log")
	var want []uint64
	for _, e := range all[projections.Event](m.at(0), "/events?category=campaign") {
		want = append(want, e.Sequence)
	}
	require.Equal(t, want, feed.upTo(want[len(want)-1]))
	for _, p := range append(m.serves, m.workers...) {
		require.NoError(t, p.terminate(), p.output)
	}
}
