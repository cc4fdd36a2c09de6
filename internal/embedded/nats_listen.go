package embedded

import (
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// What strangers and users may take. Version 2.15.2 offers no limit for users alone: all but maxUserConnections, which the gate sees to,
// bind our own connections too, and so maxSubscriptions is far above what we need. (The limits of an account would be closer, but
// come only with a JWT or a configuration file.) Nor does it offer a limit by address, or of what waits for a connection that does not
// read: such a one is closed at 64 MiB, like ours. MaxPayload is ours as well; a stranger cannot publish.
const (
	maxConnections     = 1024 // strangers who have not said who they are count
	maxUserConnections = 8
	maxSubscriptions   = 1 << 14         // a connection
	maxControlLine     = 4 << 10         // bytes: what a stranger may say before they are known
	authTimeout        = 5 * time.Second // more than the server's 2 s, for ourselves on a busy machine
)

// limit sets the bounds of a server that listens.
func limit(opts *server.Options) {
	opts.MaxConn, opts.MaxSubs, opts.MaxControlLine = maxConnections, maxSubscriptions, maxControlLine
}

// splitListen gives host and port as the server wants them, which takes 0 for its own default.
func splitListen(listen string) (string, int, error) {
	host, service, err := net.SplitHostPort(listen)
	if err != nil {
		return "", 0, fmt.Errorf("NATS listener: %w", err)
	}
	port, err := strconv.ParseUint(service, 10, 16)
	if err != nil {
		return "", 0, fmt.Errorf("NATS listener %s: %w", listen, err)
	}
	if port == 0 {
		return host, server.RANDOM_PORT, nil
	}
	return host, int(port), nil
}

// listen opens the listener of the server that runs, if one is wanted and not open yet. The server is told not to do it by itself: so our own
// connections come first, and a port that somebody takes while the server restarts keeps only the users out.
func (n *NATS) listen() error {
	if n.cfg.Listen == "" || n.srv.Addr() != nil {
		return nil
	}
	n.srv.AcceptLoop(make(chan struct{})) // returns when the listener is open or failed
	if n.srv.Addr() == nil {
		return fmt.Errorf("NATS listener %s: %w", n.cfg.Listen, n.log.fatal())
	}
	return nil
}

// keepAddress makes the servers to come listen where this one does.
func (n *NATS) keepAddress() {
	if addr, ok := n.srv.Addr().(*net.TCPAddr); ok {
		n.addr, n.port = addr, addr.Port
	}
}

// keepListening is listen after a restart: without the port the program goes on, and tries again with the next canary.
func (n *NATS) keepListening() {
	if err := n.listen(); err != nil {
		n.cfg.Logger.Error("NATS users cannot connect", "error", err)
	}
}

// ClientAddr is where users connect, or nil without a listener. It stays the same over restarts of the server.
func (n *NATS) ClientAddr() net.Addr { return n.addr }
