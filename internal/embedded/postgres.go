package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// PostgresConfig says where a private Postgres lives.
type PostgresConfig struct {
	Dir        string       // made when missing; belongs to one process at a time
	BinDir     string       // folder of postgres and initdb; empty: FindPostgres
	BundleDirs []string     // see Search; nil: DefaultBundleDirs
	Logger     *slog.Logger // required
}

// Postgres is a supervised private server: a child process on a Unix socket that only this account (and root) can reach. It ends with
// this process even when that is killed (on Linux), and is started again when it dies by itself; connections then fail until it is back.
type Postgres struct {
	cluster *cluster
	lock    *DirLock
	socket  string
	out     *output

	stopping context.CancelFunc // ends the supervision
	stopCtx  context.Context    // how patient the stop is; set before stopping
	stopOnce sync.Once
	done     chan struct{}
	stopErr  error
}

// ErrNotStopped means that a server survived even SIGKILL, as on a dead file system.
var ErrNotStopped = errors.New("PostgreSQL does not stop")

// StartPostgres returns when the server answers. Crash recovery may take a while: ctx bounds the start and nothing later.
// Errors: ErrLocked, ErrNoPostgres, ErrNoAccount, ctx.Err(), or what the server last wrote.
func StartPostgres(ctx context.Context, cfg PostgresConfig) (*Postgres, error) {
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, err
	}
	lock, err := Lock(dir)
	if err != nil {
		return nil, err
	}
	p := &Postgres{lock: lock, out: &output{log: cfg.Logger}, done: make(chan struct{})}
	p.cluster = &cluster{dir: dir, log: cfg.Logger}
	run, err := p.begin(ctx, cfg)
	if err != nil {
		return nil, errors.Join(err, p.release())
	}
	supervision, cancel := context.WithCancel(context.WithoutCancel(ctx))
	p.stopping = cancel
	go p.supervise(supervision, run)
	return p, nil
}

// begin does everything up to the first answer.
func (p *Postgres) begin(ctx context.Context, cfg PostgresConfig) (*child, error) {
	major, err := majorOf(p.cluster.dir)
	if err != nil {
		return nil, err
	}
	search := Search{BinDir: cfg.BinDir, BundleDirs: cfg.BundleDirs, Major: major}
	if search.BundleDirs == nil {
		search.BundleDirs = DefaultBundleDirs()
	}
	if p.cluster.bin, err = FindPostgres(ctx, search); err != nil {
		return nil, err
	}
	if err := p.cluster.prepare(ctx); err != nil {
		return nil, fmt.Errorf("PostgreSQL in %s: %w", p.cluster.dir, err)
	}
	if p.socket, err = p.cluster.socketDir(ctx); err != nil {
		return nil, err
	}
	return p.retry(ctx, 5)
}

// DSN reaches the server for as long as this Postgres lives, over restarts too. There is no password: see cluster.initdb.
func (p *Postgres) DSN() string {
	return "postgres://" + superuser + "@/postgres?host=" + url.QueryEscape(p.socket) + "&sslmode=disable"
}

// Stop ends the server in order: clients are disconnected, a checkpoint is written. When ctx ends first, it is stopped at once and
// recovers at the next start. Stop returns when it is gone; a second call waits for the first.
func (p *Postgres) Stop(ctx context.Context) error {
	p.stopOnce.Do(func() {
		p.stopCtx = ctx
		p.stopping()
	})
	<-p.done
	return p.stopErr
}

// supervise keeps a server running until the supervision ends, then stops it and gives everything free.
func (p *Postgres) supervise(ctx context.Context, run *child) {
	defer close(p.done)
	for run != nil {
		select {
		case <-ctx.Done():
			if !run.stop(p.stopCtx) { // ctx has ended; how patient to be is for Stop to say
				p.stopErr = ErrNotStopped
			}
			run = nil
		case <-run.exited:
			p.cluster.log.Error("PostgreSQL ended by itself; starting it again", "reason", run.cmd.ProcessState.String())
			run, _ = p.retry(ctx, 0) // fails only by the end of the supervision
		}
	}
	p.stopErr = errors.Join(p.stopErr, p.release())
}

// retry starts the server until it answers, attempts times (0: without end): orphans of a killed one may hold the directory for
// seconds. It returns the last error.
func (p *Postgres) retry(ctx context.Context, attempts int) (*child, error) {
	for wait, n := 200*time.Millisecond, 1; ; wait, n = min(2*wait, 10*time.Second), n+1 {
		run, err := p.attempt(ctx)
		if err == nil || ctx.Err() != nil || n == attempts {
			return run, err
		}
		p.cluster.log.Warn("PostgreSQL did not start", "attempt", n, "error", err)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// attempt starts the server once and waits until it answers, ends, or ctx ends. With an error nothing runs.
func (p *Postgres) attempt(ctx context.Context) (*child, error) {
	if err := p.cluster.clearLeftovers(ctx); err != nil {
		return nil, err
	}
	run, err := p.cluster.start(p.socket, p.out)
	if err != nil {
		return nil, err
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-run.exited:
			return nil, fmt.Errorf("PostgreSQL ended at start (%s)\n%s", run.cmd.ProcessState, p.out.tail())
		case <-ctx.Done():
			run.stop(ctx)
			return nil, ctx.Err()
		case <-tick.C:
			if p.answers(ctx) {
				return run, nil
			}
		}
	}
}

// answers asks for a connection: the only proof that recovery is over.
func (p *Postgres) answers(ctx context.Context) bool {
	conn, err := pgx.Connect(ctx, p.DSN())
	if err != nil {
		return false
	}
	return conn.Close(ctx) == nil
}

// release gives free what outlives the server: its socket directory and the lock.
func (p *Postgres) release() error {
	var err error
	if p.socket != "" {
		err = os.RemoveAll(p.socket)
	}
	return errors.Join(err, p.lock.Unlock())
}
