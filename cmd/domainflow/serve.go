package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"domainflow/dashboard"
	"domainflow/eventstore"
	"domainflow/handlers/audit"
	"domainflow/handlers/live"
	"domainflow/handlers/processors"
	"domainflow/handlers/rest"
	"domainflow/handlers/settings"
	"domainflow/internal/secrets"
	"domainflow/migrations"
	"domainflow/projections"
)

type serveCmd struct {
	storage
	masterKey
	webTLS
	Listen      string   `help:"Address of the API and the live feed. Beyond loopback it needs --tls-cert, or --public-url https://..." default:"127.0.0.1:8080"`
	NATSListen  string   `name:"nats-listen" help:"Address for programs of nats-user to read the log at; beyond loopback with --tls-cert and --tls-key only." placeholder:"ADDRESS"`
	Durability  string   `help:"strict: what is acknowledged survives a power cut. relaxed: only a crash of the process." enum:"strict,relaxed" default:"strict"`
	AllowTarget []string `help:"Address or range that campaigns may reach although it is private; repeatable." placeholder:"ADDRESS"`

	// listening hears where the program listens, once it does, and what lets the
	// first user be made. The demo asks for port 0.
	listening func(net.Addr, secrets.Token)
}

// Run serves until ctx ends, then stops in order within stopWithin: no more
// requests, feeds closed, finished results recorded, read models, servers.
func (c *serveCmd) Run(ctx context.Context, stdout, stderr io.Writer) error {
	limitMemory()
	log := processLogger(stderr)
	// Engines know nothing of each other's settings: they log by default.
	slog.SetDefault(log)
	if err := c.checkListeners(); err != nil {
		return err
	}
	allow, err := prefixes(c.AllowTarget)
	if err != nil {
		return err
	}
	key, err := c.source(c.Data)
	if err != nil {
		return err
	}
	public, encryption, err := c.encryption(log)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	defer listener.Close()
	if c.relaxed = c.Durability == "relaxed"; c.relaxed && c.NATSURL != "" {
		return errors.New("--durability is about the embedded NATS: with --nats-url its operators decide")
	}
	c.natsListen, c.natsTLS, c.patient = c.NATSListen, encryption, true
	servers, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	servers.access.MasterKey = masterKeyAt(key)
	if err := servers.listen(c.Data, log); err != nil {
		return errors.Join(err, servers.close(log))
	}
	p, err := c.assemble(ctx, servers, allow, public, encryption, log)
	if err != nil {
		return errors.Join(err, servers.close(log))
	}
	return errors.Join(p.run(ctx, listener, c.announce(stdout, servers, p.people)), servers.close(log))
}

// announce tells people and tests where the program listens.
func (c *serveCmd) announce(stdout io.Writer, s *servers, d *directory) func(net.Addr) {
	return func(a net.Addr) {
		c.announceWeb(stdout, a)
		s.announceNATS(stdout)
		d.announceSetup(stdout)
		if c.listening != nil {
			c.listening(a, d.setup)
		}
	}
}

// maxHeaderBytes is room for any credential, and for the longest query. What is
// beyond it, net/http answers 431.
const maxHeaderBytes = 32 << 10

// program is everything that runs in one serve.
type program struct {
	log        *slog.Logger
	projector  *projections.Projector
	dispatcher *processors.Dispatcher
	workers    *processors.Workers
	feed       *live.Feed
	settings   *settings.Follower
	people     *directory
	audit      *audit.Recorder
	accessLog  *eventstore.AccessLog
	pages      *dashboard.Pages
	web        *http.Server
	// readers let programs outside read.
	readers []task
	// stopping is closed when the program begins to end.
	stopping chan struct{}
}

// assemble wires everything: the one place that knows all parts.
func (c *serveCmd) assemble(ctx context.Context, s *servers, allow []netip.Prefix, public *url.URL, encryption *tls.Config, log *slog.Logger) (*program, error) {
	a, err := c.awaitLog(ctx, s, log)
	if err != nil {
		return nil, err
	}
	p := &program{log: log, stopping: make(chan struct{})}
	if p.pages, err = dashboard.New(); err != nil {
		return nil, fmt.Errorf("dashboard: %w", err)
	}
	limits := processors.NewLimits()
	if p.settings, err = c.openSettings(ctx, a, limits, log); err != nil {
		return nil, err
	}
	if err := migrations.Up(ctx, s.pool); err != nil {
		return nil, err
	}
	p.people = newDirectory(a, s.pool, p.settings.Now, log)
	if err := s.unlock(ctx, p.people.gate.Secrets, &c.masterKey, c.Data, log); err != nil {
		return nil, err
	}
	onCommit := func(sequence uint64, campaigns []string) { p.feed.Changed(sequence, campaigns) }
	p.projector, err = projections.Open(ctx, projections.Config{Pool: s.pool, Log: a.Store, Logger: log, OnCommit: onCommit})
	if err != nil {
		return nil, fmt.Errorf("read models: %w", err)
	}
	if p.accessLog, err = c.openAccess(ctx, s, log); err != nil {
		return nil, err
	}
	p.audit = audit.New(audit.Config{Log: p.accessLog, Settings: p.settings.Now, Now: time.Now, Logger: log})
	if p.dispatcher, err = processors.NewDispatcher(a.Store, a.Campaigns, s.nc, s.replicas, log); err != nil {
		return nil, err
	}
	if p.workers, err = processors.NewWorkers(a.Aggregates, s.nc, s.replicas, allow, limits, log); err != nil {
		return nil, err
	}
	if p.readers, err = newReaders(a, s, log); err != nil {
		return nil, err
	}
	p.feed = live.New(live.Config{
		Store: a.Store, Progress: p.projector.Queries(), Gate: p.people.gate,
		// The guard of the API judges origins before.
		AllowOrigin: func(*http.Request) bool { return true },
		Version:     version, Log: log,
	})
	p.web = &http.Server{
		Handler: p.routes(a, s, allow, public, c.ownHost(encryption), log), TLSConfig: encryption,
		ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	return p, nil
}

// run starts the parts and stops them in order.
func (p *program) run(ctx context.Context, listener net.Listener, announce func(net.Addr)) error {
	ctx, give := context.WithCancelCause(ctx)
	defer give(nil)
	reads := start(p.log, func(error) {}, task{"projector", p.projector.Run}, task{"settings", p.settings.Run}, task{"people", p.people.follower.Run},
		task{"access records", p.audit.Run})
	work := start(p.log, give, append(p.readers, task{"dispatcher", p.dispatcher.Run}, task{"workers", p.workers.Run})...)
	feed := start(p.log, give, task{"live feed", p.feed.Run})
	// Nobody is turned away before everybody is known.
	_ = p.people.ready(ctx)
	web := start(p.log, give, task{"web server", p.serve(listener)})
	announce(listener.Addr())
	<-ctx.Done()
	p.log.Info("stopping")
	close(p.stopping)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin/2)
	defer cancel()
	err := p.web.Shutdown(last)
	for _, stop := range []func(){web, feed, work, reads} {
		stop()
	}
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return err
}

// serve answers requests until the server is shut down.
func (p *program) serve(listener net.Listener) func(context.Context) error {
	return func(context.Context) error {
		serve := p.web.Serve
		if p.web.TLSConfig != nil {
			serve = func(l net.Listener) error { return p.web.ServeTLS(l, "", "") }
		}
		if err := serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	}
}

// routes are the API, the health of the parts and the live feed.
func (p *program) routes(a aggregates, s *servers, allow []netip.Prefix, public *url.URL, ownHost func(string) bool, log *slog.Logger) *echo.Echo {
	_, built := buildInfo()
	return rest.New(rest.Config{
		Aggregates: rest.Aggregates{
			Store: a.Store, Campaigns: a.Campaigns, Patterns: a.patterns,
			Personas: a.Personas, KeywordSets: a.KeywordSets, Claims: a.claims, Pipelines: a.pipelines,
			NATSUsers: a.natsUsers, Settings: a.settings,
		},
		ReadModels: p.projector, Queries: p.projector.Queries(),
		Probes:          rest.Probes{EventStore: s.writable, Database: s.pool.Ping, Workers: p.workers.Health},
		Work:            p.load,
		Build:           rest.Build{Version: version, Time: built},
		CurrentSettings: p.settings.Now, Public: public, OwnHost: ownHost,
		Access: p.audit, AccessLog: p.accessLog,
		Gate: p.people.gate, Users: p.people.users, SetupToken: p.people.setup,
		Feed: p.feed.Handle, Pages: p.pages,
		Allow: allow, NewNATSKey: newNATSKey(s), Stopping: p.stopping, Clock: time.Now, Log: log,
	})
}

// load is what is in the queue of work.
func (p *program) load(ctx context.Context) ([]rest.StepLoad, error) {
	loads, err := p.workers.Load(ctx)
	out := make([]rest.StepLoad, len(loads))
	for i, l := range loads {
		out[i] = rest.StepLoad{Step: string(l.Step), Waiting: l.Waiting, InProgress: l.InProgress}
	}
	return out, err
}
