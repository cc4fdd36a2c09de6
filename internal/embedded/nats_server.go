package embedded

import (
	"errors"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

const (
	// readyLimit bounds what follows the recovery of the streams, which Start waits for without limit.
	readyLimit = 30 * time.Second
	// Bounds of all streams together. Unset, the server would take 75 % of the memory and guess from the disk; a full disk is
	// dealt with by the supervision, whatever the bound.
	maxStore  = 1 << 40
	maxMemory = 256 << 20
)

// errNotReady means that the server came up without saying why it is of no use.
var errNotReady = errors.New("server does not become ready")

// options of every server of n. No signal handler (it would end the process past our own shutdown), no monitoring port, and no listener
// but that of listen. Even in process nobody connects without a credential.
func (n *NATS) options(gate *gate) *server.Options {
	opts := &server.Options{
		ServerName: "domainflow", DontListen: true, NoSigs: true, Host: n.host, Port: n.port,
		CustomClientAuthentication: gate, AlwaysEnableNonce: true, AuthTimeout: authTimeout.Seconds(),
		MaxPayload: MaxPayload, JetStream: true, StoreDir: n.cfg.Dir, SyncAlways: !n.cfg.Relaxed,
		JetStreamMaxStore: maxStore, JetStreamMaxMemory: maxMemory,
	}
	if n.cfg.Listen != "" {
		limit(opts)
		// Connections inside the process go without: the server leaves it to them.
		opts.TLSConfig, opts.TLSTimeout = n.cfg.TLS, authTimeout.Seconds()
	}
	return opts
}

// start runs a new server in place of none. The streams are recovered when it returns, and nobody but us can reach it.
func (n *NATS) start() error {
	gate := &gate{own: n.own.public, keeper: n.keeper.public}
	srv, err := server.NewServer(n.options(gate))
	if err != nil {
		return err
	}
	log := &serverLog{log: n.cfg.Logger, broken: make(chan struct{}, 1)}
	srv.SetLoggerV2(log, false, false, false)
	srv.Start()
	err = log.fatal()
	if err == nil && !srv.ReadyForConnections(readyLimit) {
		err = errNotReady
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if err == nil {
		err = gate.serve(srv, n.users)
	}
	if err != nil {
		srv.Shutdown()
		srv.WaitForShutdown()
		return err
	}
	n.srv, n.log, n.gate = srv, log, gate
	return nil
}

// stop ends the server where one runs.
func (n *NATS) stop() {
	n.mu.Lock()
	srv := n.srv
	n.srv = nil
	n.mu.Unlock()
	if srv != nil {
		srv.Shutdown()
		srv.WaitForShutdown()
	}
}

// close ends the canary's connection and the server.
func (n *NATS) close() {
	if n.canary != nil {
		n.canary.nc.Close()
	}
	n.stop()
}
