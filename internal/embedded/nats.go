package embedded

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// NATSConfig says where the server keeps its streams, how it writes them and where it listens.
type NATSConfig struct {
	Dir     string       // made when missing; belongs to one process at a time
	Relaxed bool         // acknowledge before fsync: a power cut may take the last two minutes, or a whole stream
	Listen  string       // host:port for the users of SetUsers; port 0 picks one; none when empty
	TLS     *tls.Config  // how Listen encrypts; without it everything crosses the network in the clear
	Logger  *slog.Logger // required
}

// NATS is a supervised JetStream server inside this process, reachable through Connect, and for its users through NATSConfig.Listen.
// It installs no signal handler and never ends the process. When it cannot write any more (a full disk), it is restarted until it can;
// connections follow by themselves. What memory streams held is gone after such a restart.
type NATS struct {
	cfg    NATSConfig
	host   string // of Listen
	port   int    // the same for all servers, once picked
	addr   net.Addr
	lock   *DirLock
	own    credential
	keeper credential
	canary *canary

	mu    sync.Mutex
	srv   *server.Server // nil between two servers
	log   *serverLog     // of srv
	gate  *gate          // of srv
	users []User         // nil until SetUsers

	cancel context.CancelFunc // ends the supervision
	done   chan struct{}
}

// errNoServer is what a dial hears while no server runs; connections try again.
var errNoServer = errors.New("embedded NATS server is down")

// StartNATS returns when a message has been stored and acknowledged, the only proof that JetStream works: a server without a usable
// directory reports itself ready and enabled; and when the listener is open. Errors: ErrLocked, or why the server did not start.
func StartNATS(cfg NATSConfig) (*NATS, error) {
	n, err := prepare(cfg)
	if err != nil {
		return nil, err
	}
	if cfg.Relaxed {
		cfg.Logger.Warn("relaxed durability: a power cut may lose acknowledged events", "dir", n.cfg.Dir)
	}
	if err := n.begin(); err != nil {
		n.close()
		return nil, errors.Join(fmt.Errorf("NATS in %s: %w", n.cfg.Dir, err), n.lock.Unlock())
	}
	ctx, cancel := context.WithCancel(context.Background())
	n.cancel = cancel
	go n.supervise(ctx)
	return n, nil
}

// prepare does all that needs no server; the lock comes last.
func prepare(cfg NATSConfig) (n *NATS, err error) {
	n = &NATS{cfg: cfg, done: make(chan struct{})}
	if cfg.Listen != "" {
		if n.host, n.port, err = splitListen(cfg.Listen); err != nil {
			return nil, err
		}
	}
	if n.own, err = newCredential(); err != nil {
		return nil, err
	}
	if n.keeper, err = newCredential(); err != nil {
		return nil, err
	}
	if n.cfg.Dir, err = filepath.Abs(cfg.Dir); err != nil {
		return nil, err
	}
	n.lock, err = Lock(n.cfg.Dir)
	return n, err
}

// begin starts the first server, proves that it stores and opens its listener.
func (n *NATS) begin() error {
	if err := n.start(); err != nil {
		return err
	}
	nc, err := n.Connect(nats.Name("canary"))
	if err != nil {
		return err
	}
	if n.canary, err = newCanary(nc); err != nil {
		return err
	}
	if err := n.canary.prove(context.Background(), readyLimit); err != nil {
		return err
	}
	if err := n.listen(); err != nil {
		return err
	}
	n.keepAddress()
	return nil
}

// Connect opens a connection inside the process (no socket), which may do everything but change what EVENTS and ACCESS have stored: it can
// neither delete, purge nor alter these streams, nor delete a message of theirs. It outlives restarts of the server and never gives up;
// what happens to it is logged. opts come last and win.
//
// Not guaranteed against code of this process that means to: JetStream itself answers on any subject, see nats_account.go.
func (n *NATS) Connect(opts ...nats.Option) (*nats.Conn, error) { return n.connect(n.own, opts) }

// ConnectKeeper is Connect for who may do everything, to bring the streams to what this version needs.
func (n *NATS) ConnectKeeper(opts ...nats.Option) (*nats.Conn, error) {
	return n.connect(n.keeper, opts)
}

func (n *NATS) connect(as credential, opts []nats.Option) (*nats.Conn, error) {
	log := n.cfg.Logger
	base := []nats.Option{
		nats.InProcessServer(n), as.option(), nats.MaxReconnects(-1), nats.RetryOnFailedConnect(true),
		nats.ReconnectWait(100 * time.Millisecond), nats.ReconnectJitter(50*time.Millisecond, 0),
		nats.DisconnectErrHandler(func(nc *nats.Conn, err error) {
			log.Debug("NATS connection lost", "connection", nc.Opts.Name, "error", err)
		}),
		nats.ReconnectHandler(func(nc *nats.Conn) { log.Debug("NATS connection is back", "connection", nc.Opts.Name) }),
		nats.ErrorHandler(func(nc *nats.Conn, sub *nats.Subscription, err error) {
			subject := ""
			if sub != nil {
				subject = sub.Subject
			}
			log.Warn("NATS connection error", "connection", nc.Opts.Name, "subject", subject, "error", err)
		}),
	}
	return nats.Connect("", append(base, opts...)...)
}

// InProcessConn dials the server that runs now. nats.go calls it for every reconnect, which is how connections find a new server.
func (n *NATS) InProcessConn() (net.Conn, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.srv == nil {
		return nil, errNoServer
	}
	return n.srv.InProcessConn()
}

// Health stores a message and waits for its acknowledgement, two seconds at most.
func (n *NATS) Health(ctx context.Context) error { return n.canary.publish(ctx, healthLimit) }

// Shutdown ends the server after its clients have drained, which is theirs to do. With an error the server may still be writing,
// and the directory stays locked until it is done. Further calls wait for the same end.
func (n *NATS) Shutdown(ctx context.Context) error {
	n.cancel()
	select {
	case <-n.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("NATS does not stop: %w", ctx.Err())
	}
}
