package resolver

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Config is one DNS persona, validated and with its defaults filled in.
type Config struct {
	Resolvers     []string // forms of ParseServer
	Timeout       time.Duration
	MaxInFlight   int // queries out at once, over all calls of Resolve
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
	sockets     map[string][]*socket // by network, fixed after New
	slots       chan struct{}        // one token for each query that is out
	jobs        sync.Pool            // of *job
	readers     sync.WaitGroup
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

// New looks up resolvers given by host name, within one Timeout for all, opens the sockets and starts their
// readers. A resolver that is misspelt or that the guard refuses is a
// *ServerError; all others are errors of the system.
func New(cfg Config) (*Engine, error) {
	if len(cfg.Resolvers) == 0 {
		return nil, ErrNoResolver
	}
	e := &Engine{
		timeout: cfg.Timeout, maxInFlight: max(cfg.MaxInFlight, 1), limiter: newLimiter(cfg.RatePerSecond, cfg.Burst),
		rotation: rotation{now: time.Now, log: slog.Default()},
		sockets:  map[string][]*socket{}, retryBase: retryBase,
	}
	e.slots = make(chan struct{}, e.maxInFlight)
	e.jobs.New = func() any { return &job{call: newCall()} }
	e.stopped, e.stop = context.WithCancelCause(context.Background())
	if err := e.open(cfg); err != nil {
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
	ctx, cancel := context.WithTimeout(context.Background(), cfg.Timeout)
	defer cancel()
	g := guard(cfg.Allow)
	for _, text := range cfg.Resolvers {
		server, err := ParseServer(text)
		if err != nil {
			return err
		}
		addr, err := locate(ctx, server, g)
		if err != nil {
			return err
		}
		e.rotation.servers = append(e.rotation.servers, &resolver{Server: server, addr: addr, idle: make(chan net.Conn, maxIdle)})
		if server.Transport != UDP {
			continue
		}
		network := network(addr)
		if e.sockets[network] == nil {
			if err := e.openSockets(network); err != nil {
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
	for _, sockets := range e.sockets {
		for _, s := range sockets {
			_ = s.conn.Close()
		}
	}
	for _, s := range e.rotation.servers {
		s.closeIdle()
	}
	e.mu.Unlock()
	e.readers.Wait()
	return nil
}

func (s *resolver) closeIdle() {
	for {
		select {
		case conn := <-s.idle:
			_ = conn.Close()
		default:
			return
		}
	}
}
