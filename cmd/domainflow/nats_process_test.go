package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"
)

// asNATS makes the test binary be a NATS server with these options, as JSON: a
// process that can be killed.
const asNATS = "DOMAINFLOW_TEST_AS_NATS"

// natsNode is one server of a cluster, over all its lives. Host is an address of
// its own, so that nobody takes its ports while it is dead.
type natsNode struct {
	Name, Host, Dir string
	Client, Cluster int
	Monitor         int
	Routes          []string

	t       *testing.T
	command *exec.Cmd
}

// runNATS is the main of such a process.
func runNATS(options string) error {
	var n natsNode
	if err := json.Unmarshal([]byte(options), &n); err != nil {
		return err
	}
	srv, err := server.NewServer(&server.Options{
		ServerName: n.Name, Host: n.Host, Port: n.Client, HTTPHost: n.Host, HTTPPort: n.Monitor, JetStream: true, StoreDir: n.Dir,
		Cluster: server.ClusterOpts{Name: "domainflow", Host: n.Host, Port: n.Cluster}, Routes: server.RoutesFromStr(strings.Join(n.Routes, ",")),
		JetStreamMaxStore: 4 << 30, JetStreamMaxMemory: 256 << 20,
	})
	if err != nil {
		return err
	}
	srv.Start()
	srv.WaitForShutdown()
	return nil
}

// natsCluster starts three servers.
func natsCluster(t *testing.T) []*natsNode {
	t.Helper()
	var nodes []*natsNode
	var routes []string
	for i := range 3 {
		host := fmt.Sprintf("127.%d.%d.%d", 32+i, os.Getpid()>>8&255, os.Getpid()&255)
		n := &natsNode{Name: fmt.Sprintf("n%d", i), Host: host, Dir: t.TempDir(), Client: freePort(t, host), Cluster: freePort(t, host), Monitor: freePort(t, host), t: t}
		nodes = append(nodes, n)
		routes = append(routes, fmt.Sprintf("nats://%s:%d", n.Host, n.Cluster))
	}
	for _, n := range nodes {
		n.Routes = routes
		n.start()
		t.Cleanup(n.kill)
	}
	for _, n := range nodes {
		n.awaitHealthy()
	}
	return nodes
}

func freePort(t *testing.T, host string) int {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", host+":0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func (n *natsNode) url() string {
	return (&url.URL{Scheme: "nats", Host: fmt.Sprintf("%s:%d", n.Host, n.Client)}).String()
}

func (n *natsNode) start() {
	n.t.Helper()
	options, err := json.Marshal(n)
	require.NoError(n.t, err)
	n.command = exec.Command(os.Args[0])
	n.command.Env = append(os.Environ(), asNATS+"="+string(options))
	require.NoError(n.t, n.command.Start())
}

// kill ends the server at once.
func (n *natsNode) kill() {
	_ = n.command.Process.Kill()
	_ = n.command.Wait()
}

// awaitHealthy waits until the server has all that the others have: only then
// may another one be lost.
func (n *natsNode) awaitHealthy() {
	n.t.Helper()
	said := ""
	require.Eventually(n.t, func() bool {
		request, err := http.NewRequestWithContext(n.t.Context(), http.MethodGet, fmt.Sprintf("http://%s:%d/healthz", n.Host, n.Monitor), http.NoBody)
		require.NoError(n.t, err)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			said = err.Error()
			return false
		}
		defer response.Body.Close()
		said = response.Status
		return response.StatusCode == http.StatusOK
	}, patience, 50*time.Millisecond, "%s: %s", n.Name, &said)
}
