package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"domainflow/internal/embedded"
)

const (
	// stopWithin bounds an orderly stop, product.md section 16.
	stopWithin = 30 * time.Second
	// startWithin bounds the start of the embedded servers; a Postgres that
	// recovers from a crash takes its time.
	startWithin = 2 * time.Minute
	// maxConns is what one process takes of a Postgres.
	maxConns = 10
)

// servers are the event store's NATS and the read models' Postgres, embedded
// or external; nil where a verb needs only the other.
type servers struct {
	nc       *nats.Conn
	replicas int
	pool     *pgxpool.Pool
	// embedded is nil with an external NATS, locked false when nothing of the
	// data directory is used.
	embedded *embedded.NATS
	natsTLS  bool
	locked   bool
	// access is what another process needs to reach them.
	access embedded.Access
	// writable stores something that is no event in the event store's server.
	writable func(context.Context) error
	// closers in the order in which they were opened.
	closers []func(context.Context) error
}

// open starts or reaches both servers.
func (s storage) open(ctx context.Context, log *slog.Logger) (*servers, error) {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	out := &servers{}
	parts := []func(context.Context, *servers, *slog.Logger) error{s.lock}
	if s.only != theLog {
		parts = append(parts, s.openPostgres)
	}
	if s.only != theDatabase {
		parts = append(parts, s.openNATS)
	}
	for _, open := range parts {
		if err := open(ctx, out, log); err != nil {
			return nil, errors.Join(err, out.close(log))
		}
	}
	return out, nil
}

// close stops what was opened, the last first.
func (s *servers) close(log *slog.Logger) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	var errs []error
	for i := len(s.closers) - 1; i >= 0; i-- {
		errs = append(errs, s.closers[i](ctx))
	}
	err := errors.Join(errs...)
	if err != nil {
		log.Error("not everything stopped in order", "error", err)
	}
	return err
}

func (s *servers) onClose(f func(context.Context) error) { s.closers = append(s.closers, f) }

// lock takes the data directory, unless all servers are elsewhere.
func (s storage) lock(_ context.Context, out *servers, _ *slog.Logger) error {
	if s.external() {
		return nil
	}
	lock, err := embedded.Lock(s.Data)
	if err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	out.locked = true
	out.onClose(func(context.Context) error { return lock.Unlock() })
	return nil
}

func (s storage) openNATS(ctx context.Context, out *servers, log *slog.Logger) error {
	if s.NATSURL != "" {
		out.access.NATS = s.NATSURL
		return s.await(ctx, log, func(ctx context.Context) error { return out.reachNATS(ctx, s.NATSURL, log) })
	}
	if s.relaxed {
		log.Warn("durability is relaxed: a power cut may take the last two minutes of acknowledged commands, or the whole log")
	}
	server, err := embedded.StartNATS(embedded.NATSConfig{
		Dir: filepath.Join(s.Data, "nats"), Relaxed: s.relaxed, Listen: s.natsListen, TLS: s.natsTLS, Logger: log,
	})
	if err != nil {
		return fmt.Errorf("embedded NATS: %w", err)
	}
	out.onClose(server.Shutdown)
	if out.nc, err = server.Connect(); err != nil {
		return fmt.Errorf("embedded NATS: %w", err)
	}
	out.natsTLS = s.natsTLS != nil
	out.embedded, out.replicas, out.writable = server, 1, server.Health
	out.onClose(closeConnection(out.nc))
	return nil
}

// reachNATS connects to servers of somebody else's. A cluster keeps three
// copies of everything.
func (s *servers) reachNATS(ctx context.Context, url string, log *slog.Logger) error {
	nc, err := nats.Connect(url, nats.Name("domainflow"), nats.MaxReconnects(-1),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) { log.Warn("NATS connection lost", "error", err) }),
		nats.ReconnectHandler(func(c *nats.Conn) { log.Info("NATS connection is back", "server", c.ConnectedUrlRedacted()) }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { log.Error("NATS", "error", err) }))
	if err != nil {
		return fmt.Errorf("--nats-url: %w", err)
	}
	s.nc, s.replicas, s.writable = nc, 1, answers(nc)
	if nc.ConnectedClusterName() != "" {
		s.replicas = 3
	}
	s.onClose(closeConnection(nc))
	return ctx.Err()
}

// answers asks JetStream of external servers for its account: whether they can
// write is for their operators to watch.
func answers(nc *nats.Conn) func(context.Context) error {
	return func(ctx context.Context) error {
		js, err := jetstream.New(nc)
		if err != nil {
			return err
		}
		_, err = js.AccountInfo(ctx)
		return err
	}
}

// closeConnection flushes what was published and ends the connection. Who
// subscribed through it has stopped before.
func closeConnection(nc *nats.Conn) func(context.Context) error {
	return func(ctx context.Context) error {
		defer nc.Close()
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		if err := nc.FlushWithContext(ctx); err != nil && !errors.Is(err, nats.ErrConnectionClosed) {
			return fmt.Errorf("NATS connection: %w", err)
		}
		return nil
	}
}

func (s storage) openPostgres(ctx context.Context, out *servers, log *slog.Logger) error {
	dsn := s.PostgresURL
	if dsn == "" {
		server, err := embedded.StartPostgres(ctx, embedded.PostgresConfig{Dir: filepath.Join(s.Data, "postgres"), Logger: log})
		if err != nil {
			return fmt.Errorf("embedded Postgres: %w", err)
		}
		out.onClose(server.Stop)
		dsn = server.DSN()
	}
	return s.await(ctx, log, func(ctx context.Context) error { return out.reachPostgres(ctx, dsn) })
}

func (s *servers) reachPostgres(ctx context.Context, dsn string) error {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return fmt.Errorf("--postgres-url: %w", err)
	}
	config.MaxConns = maxConns
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("postgres: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return fmt.Errorf("postgres: %w", err)
	}
	s.pool, s.access.Postgres = pool, dsn
	s.onClose(func(context.Context) error { pool.Close(); return nil })
	return nil
}

// logger writes for people who wait for a verb to end.
func logger(w interface{ Write([]byte) (int, error) }) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelInfo}))
}

// tempData is a directory for a run that nobody wants to keep.
func tempData() (dir string, remove func(), err error) {
	dir, err = os.MkdirTemp("", "domainflow-")
	return dir, func() { _ = os.RemoveAll(dir) }, err
}
