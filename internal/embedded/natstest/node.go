package natstest

import (
	"errors"
	"net"
	"sync"

	"github.com/nats-io/nats-server/v2/server"

	"domainflow/internal/embedded"
)

// node is one server of a test over all its restarts.
type node struct {
	opts *server.Options

	mu  sync.Mutex
	srv *server.Server
}

// errDown is what a connection hears that dials a node which was never started.
var errDown = errors.New("natstest: server is down")

// InProcessConn lets a connection that outlives the server reach the one that runs now (nats.InProcessServer).
func (n *node) InProcessConn() (net.Conn, error) {
	if srv := n.current(); srv != nil {
		return srv.InProcessConn()
	}
	return nil, errDown
}

func (n *node) current() *server.Server {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.srv
}

// start replaces the server. Options are cloned, since a server writes into what it is given.
func (n *node) start() error {
	srv, err := server.NewServer(n.opts.Clone())
	if err != nil {
		return err
	}
	srv.Start()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.srv = srv
	return nil
}

func (n *node) stop() {
	if srv := n.current(); srv != nil {
		srv.Shutdown()
		srv.WaitForShutdown()
	}
}

// baseOptions are the limits of the embedded server without its syncing.
func baseOptions(dir, name string) *server.Options {
	return &server.Options{
		ServerName: name, DontListen: true, NoLog: true, NoSigs: true, MaxPayload: embedded.MaxPayload,
		JetStream: true, StoreDir: dir, JetStreamMaxStore: 4 << 30, JetStreamMaxMemory: 256 << 20,
	}
}
