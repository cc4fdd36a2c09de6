package resolver

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"

	"domainflow/internal/inflight"
)

// Config is one DNS persona, validated and with its defaults filled in.
type Config struct {
	Resolvers     []string // forms of ParseServer
	Timeout       time.Duration
	MaxInFlight   int             // queries out at once, over all calls of Resolve
	Shared        *inflight.Limit // of all engines of the process; nil: MaxInFlight is all there is
	RatePerSecond float64
	Burst         int            // names; with RatePerSecond 0 there is no limit
	Allow         []netip.Prefix // exceptions of the outbound guard
}

// Engine resolves names for one persona. It is safe for concurrent use.
type Engine struct {
	timeout     time.Duration
	maxInFlight int
	limiter     *rate.Limiter
	rotation    rotation
	loop        *loop
	running     sync.WaitGroup      // the loop
	slots       *semaphore.Weighted // one for each query that is out
	shared      *inflight.Limit     // likewise; taken after slots
	spare       sync.Pool           // of *job
	stopped     context.Context
	stop        context.CancelCauseFunc
	mu          sync.Mutex // Close against connections on their way back to idle
	retryBase   time.Duration
}

// retryBase is the mean wait before the first retry; each further one doubles it
// up to maxWait, that of the tenth.
const (
	retryBase = 200 * time.Millisecond
	maxWait   = retryBase << 10
)

// New looks up resolvers given by host name, within one Timeout for all, opens the sockets and starts the
// loop. A resolver that is misspelt or that the guard refuses is a
// *ServerError; all others are errors of the system.
func New(cfg Config) (*Engine, error) {
	udp, err := openTransport()
	if err != nil {
		return nil, err
	}
	return newEngine(cfg, udp)
}

func newEngine(cfg Config, udp transport) (*Engine, error) {
	e := &Engine{
		timeout: cfg.Timeout, maxInFlight: max(cfg.MaxInFlight, 1), limiter: newLimiter(cfg.RatePerSecond, cfg.Burst),
		rotation: rotation{now: time.Now, log: slog.Default()},
		loop:     newLoop(udp, cfg.Timeout), retryBase: retryBase,
	}
	e.slots, e.shared = semaphore.NewWeighted(int64(e.maxInFlight)), cfg.Shared
	if e.shared == nil {
		e.shared = inflight.New(e.maxInFlight)
	}
	e.spare.New = func() any { return newJob() }
	e.stopped, e.stop = context.WithCancelCause(context.Background())
	err := e.open(cfg)
	e.running.Go(e.loop.run)
	if err != nil {
		_ = e.Close()
		return nil, err
	}
	return e, nil
}

func newLimiter(perSecond float64, burst int) *rate.Limiter {
	if perSecond <= 0 {
		return nil
	}
	return rate.NewLimiter(rate.Limit(perSecond), max(burst, 1))
}

func (e *Engine) open(cfg Config) error {
	if len(cfg.Resolvers) == 0 {
		return ErrNoResolver
	}
	ctx, cancel := context.WithTimeout(context.Background(), cfg.Timeout)
	defer cancel()
	g := guard(cfg.Allow)
	for i, text := range cfg.Resolvers {
		server, err := ParseServer(text)
		if err != nil {
			return err
		}
		addr, err := locate(ctx, server, g)
		if err != nil {
			return err
		}
		e.rotation.servers = append(e.rotation.servers, &resolver{Server: server, number: i, addr: addr, idle: make(chan net.Conn, e.maxInFlight)})
		if server.Transport == UDP {
			if err := e.loop.open(network(addr), socketsFor(e.maxInFlight)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Close ends the calls of Resolve under way with ErrClosed and frees the
// sockets. It does not wait for those calls.
func (e *Engine) Close() error {
	e.mu.Lock()
	e.stop(ErrClosed)
	for _, s := range e.rotation.servers {
		s.closeIdle(0)
	}
	e.mu.Unlock()
	e.loop.close()
	e.running.Wait()
	return nil
}
