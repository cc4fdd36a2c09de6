package natstest

import (
	"fmt"
	"net"
	"net/url"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"
	"github.com/stretchr/testify/require"
)

// patience bounds every wait of this package: electing a leader takes up to 9 s of its own, and test machines are busy.
const patience = 60 * time.Second

// Servers are the servers of one test. Conns[i] belongs to server i and survives Kill and Restart of it by reconnecting.
type Servers struct {
	Conns []*nats.Conn

	t     testing.TB
	nodes []*node
}

// Start runs n servers, clustered when n > 1, and returns when JetStream answers on each. They end with the test.
func Start(t testing.TB, n int) *Servers {
	t.Helper()
	s := &Servers{t: t}
	for _, opts := range options(t, n) {
		s.nodes = append(s.nodes, &node{opts: opts})
	}
	t.Cleanup(s.shutdown)
	for _, nd := range s.nodes {
		require.NoError(t, nd.start())
	}
	s.awaitReady()
	for i, nd := range s.nodes {
		nc, err := nats.Connect("", nats.InProcessServer(nd), nats.Name(fmt.Sprintf("natstest-%d", i)),
			nats.MaxReconnects(-1), nats.ReconnectWait(20*time.Millisecond), nats.ReconnectJitter(0, 0))
		require.NoError(t, err)
		s.Conns = append(s.Conns, nc)
		s.awaitJetStream(nc)
	}
	return s
}

// Server gives the running server i, for questions only a server can answer. Restart replaces it.
func (s *Servers) Server(i int) *server.Server { return s.nodes[i].current() }

// Kill stops server i and waits until it is down; its files stay.
func (s *Servers) Kill(i int) { s.nodes[i].stop() }

// Restart starts server i again on its files, stopping it first where it still runs, and returns when JetStream answers on it.
func (s *Servers) Restart(i int) {
	s.t.Helper()
	s.nodes[i].stop()
	require.NoError(s.t, s.nodes[i].start())
	s.awaitReady()
	s.awaitJetStream(s.Conns[i])
}

// StreamLeader returns the index of the server that leads the stream, waiting while an election runs.
func (s *Servers) StreamLeader(stream string) int {
	s.t.Helper()
	leader := -1
	require.Eventually(s.t, func() bool {
		for i, nd := range s.nodes {
			if srv := nd.current(); srv.Running() && (len(s.nodes) == 1 || srv.JetStreamIsStreamLeader(server.DEFAULT_GLOBAL_ACCOUNT, stream)) {
				leader = i
				return true
			}
		}
		return false
	}, patience, 10*time.Millisecond, "stream %s has no leader", stream)
	return leader
}

// StepDown makes the leader of the stream hand over, and returns the index of the new one (which may be the same).
func (s *Servers) StepDown(stream string) int {
	s.t.Helper()
	leader := s.nodes[s.StreamLeader(stream)].current()
	require.NoError(s.t, leader.JetStreamStepdownStream(server.DEFAULT_GLOBAL_ACCOUNT, stream))
	return s.StreamLeader(stream)
}

func (s *Servers) shutdown() {
	for _, nc := range s.Conns {
		nc.Close()
	}
	for _, nd := range s.nodes {
		nd.stop()
	}
}

// awaitReady waits until every running server accepts connections and, in a cluster, has joined the one meta leader.
func (s *Servers) awaitReady() {
	s.t.Helper()
	running := 0
	for _, nd := range s.nodes {
		if srv := nd.current(); srv != nil && srv.Running() {
			require.True(s.t, srv.ReadyForConnections(patience), "server %s does not become ready", srv.Name())
			running++
		}
	}
	if len(s.nodes) == 1 {
		return
	}
	require.Eventually(s.t, func() bool { return s.metaReady(running) }, patience, 20*time.Millisecond, "no meta leader")
}

// metaReady says whether one server leads and counts all of the cluster, and the others see a leader.
func (s *Servers) metaReady(running int) bool {
	leaders, current := 0, 0
	for _, nd := range s.nodes {
		srv := nd.current()
		if srv == nil || !srv.Running() {
			continue
		}
		if srv.JetStreamIsLeader() && len(srv.JetStreamClusterPeers()) >= running {
			leaders++
		}
		if srv.JetStreamIsCurrent() {
			current++
		}
	}
	return leaders == 1 && current == running
}

// awaitJetStream waits until the JetStream API answers over nc: the last thing to come up.
func (s *Servers) awaitJetStream(nc *nats.Conn) {
	s.t.Helper()
	js, err := jetstream.New(nc, jetstream.WithDefaultTimeout(time.Second))
	require.NoError(s.t, err)
	require.Eventually(s.t, func() bool {
		_, err := js.AccountInfo(s.t.Context())
		return err == nil
	}, patience, 20*time.Millisecond, "JetStream does not answer")
}

// options makes the settings of n servers that know each other. The ports are picked free and released again, so another
// process may in theory take one in between; the cluster name is unique, so that it could never join a foreign cluster.
func options(t testing.TB, n int) []*server.Options {
	t.Helper()
	cluster, ports, routes := "natstest-"+nuid.Next(), freePorts(t, n), []*url.URL{}
	for _, port := range ports {
		routes = append(routes, &url.URL{Scheme: "nats", Host: fmt.Sprintf("127.0.0.1:%d", port)})
	}
	all := make([]*server.Options, 0, n)
	for i, port := range ports {
		opts := baseOptions(t.TempDir(), fmt.Sprintf("n%d", i))
		if n > 1 {
			// Version 2.15 waits for its client listener before it opens routes: without one a cluster never forms and cannot be stopped.
			opts.DontListen, opts.Host, opts.Port = false, "127.0.0.1", server.RANDOM_PORT
			opts.Cluster = server.ClusterOpts{Name: cluster, Host: "127.0.0.1", Port: port, NoAdvertise: true}
			opts.Routes = routes
		}
		all = append(all, opts)
	}
	return all
}

func freePorts(t testing.TB, n int) []int {
	t.Helper()
	ports := make([]int, 0, n)
	for range n {
		l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer func() { require.NoError(t, l.Close()) }()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}
