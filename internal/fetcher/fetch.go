package fetcher

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"

	"domainflow/internal/inflight"
)

// ErrClosed is returned by Fetch after, or because of, Close.
var ErrClosed = errors.New("fetcher: engine is closed")

// maxPending names of one Fetch call are under way at once, most of them waiting for a turn.
const maxPending = 1024

// Engine fetches with one persona. It is safe for concurrent use.
type Engine struct {
	config    Config
	transport *http.Transport
	slots     *semaphore.Weighted
	shared    *inflight.Limit // taken after slots
	rate      *rate.Limiter
	hosts     *hostPermits
	addresses *addressPace
	decoding  chan struct{} // a place for each decoder at work
	backoff   time.Duration // wait before the first retry; doubles

	ended context.Context
	end   context.CancelFunc
	mu    sync.Mutex // orders begin and Close
	calls sync.WaitGroup
}

// New makes an Engine, or says by a *FieldError what is wrong with cfg.
func New(cfg Config) (*Engine, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	if cfg.Shared == nil {
		cfg.Shared = inflight.New(cfg.MaxInFlight)
	}
	ended, end := context.WithCancel(context.Background())
	e := &Engine{
		config:    cfg,
		transport: newTransport(newGuard(cfg.Allow)),
		slots:     semaphore.NewWeighted(int64(cfg.MaxInFlight)),
		shared:    cfg.Shared,
		rate:      rate.NewLimiter(rate.Inf, 0),
		hosts:     newHostPermits(cfg.PerHostMaxConcurrent),
		addresses: newAddressPace(cfg.PerAddressPerSecond),
		decoding:  make(chan struct{}, runtime.GOMAXPROCS(0)),
		backoff:   200 * time.Millisecond,
		ended:     ended,
		end:       end,
	}
	if cfg.RatePerSecond > 0 {
		e.rate = rate.NewLimiter(rate.Limit(cfg.RatePerSecond), cfg.Burst)
	}
	return e, nil
}

// Close breaks off what is in flight and returns when no Fetch runs any more.
func (e *Engine) Close() error {
	e.mu.Lock()
	e.end()
	e.mu.Unlock()
	e.calls.Wait()
	return nil
}

// Request is one name to fetch. Fresh says that Addresses are younger than an hour; otherwise they are looked up again.
type Request struct {
	Name      string // lower case, ASCII
	Addresses []netip.Addr
	Fresh     bool
}

// Options are those of one campaign.
type Options struct {
	// Ports in order; empty means 443 with https, then 80 with http. 443 is https only, 80 http only, any other https
	// then http.
	Ports   []int
	Path    string // begins with "/", may carry a query
	Retries int    // further passes after timeout, tls_error, error and the codes 429, 502, 503, 504
	Limiter *rate.Limiter
	// Lookup finds the addresses of hosts that redirects lead to, and of names that are not Fresh. Required: the
	// resolver of the system is never asked.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
}

// Fetch gets every page and calls each exactly once per request that got a result, from several goroutines at once.
// When ctx ends, or the Engine is closed, what is in flight is dropped without a result and Fetch says so by its
// error. A panic, in the engine or in each, costs its name the result; Fetch goes on and returns it as an error.
// A *FieldError means that o cannot be used and nothing was begun.
func (e *Engine) Fetch(ctx context.Context, o Options, reqs []Request, each func(i int, p Page)) error {
	path, err := o.validate()
	if err != nil {
		return err
	}
	ctx, done, err := e.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	pending := semaphore.NewWeighted(maxPending)
	var failures failureList
	var wg sync.WaitGroup
	for i := range reqs {
		if err := next(ctx, o.Limiter, pending); err != nil {
			failures.add(err)
			break
		}
		wg.Go(func() {
			defer pending.Release(1)
			failures.add(e.one(ctx, o, path, reqs[i], func(p Page) { each(i, p) }))
		})
	}
	wg.Wait()
	if e.ended.Err() != nil {
		return ErrClosed
	}
	return failures.first(ctx)
}

// begin ties ctx to the life of the engine.
func (e *Engine) begin(ctx context.Context) (context.Context, func(), error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ended.Err() != nil {
		return nil, nil, ErrClosed
	}
	e.calls.Add(1)
	ctx, cancel := context.WithCancel(ctx)
	unlink := context.AfterFunc(e.ended, cancel)
	return ctx, func() { unlink(); cancel(); e.calls.Done() }, nil
}

// next waits until another name may begin.
func next(ctx context.Context, campaign *rate.Limiter, pending *semaphore.Weighted) error {
	if campaign != nil {
		if err := campaign.Wait(ctx); err != nil {
			return err
		}
	}
	return pending.Acquire(ctx, 1)
}

func (e *Engine) one(ctx context.Context, o Options, path *url.URL, r Request, each func(Page)) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("fetcher: panic at %s: %v\n%s", r.Name, cause, debug.Stack())
		}
	}()
	v := &visit{engine: e, options: o, request: r, targets: targets(r.Name, o.Ports, path)}
	defer v.close()
	page, err := v.run(ctx)
	if err != nil {
		return err
	}
	each(page)
	return nil
}

func (o Options) validate() (path *url.URL, err error) {
	if o.Lookup == nil {
		return nil, &FieldError{"Lookup", "is missing"}
	}
	if o.Retries < 0 {
		return nil, &FieldError{"Retries", "is negative"}
	}
	if slices.ContainsFunc(o.Ports, func(p int) bool { return p < 1 || p > 65535 }) {
		return nil, &FieldError{"Ports", "are not all within 1 and 65535"}
	}
	path, err = url.ParseRequestURI(o.Path)
	if err != nil || o.Path[0] != '/' {
		return nil, &FieldError{"Path", "is not an absolute path"}
	}
	return path, nil
}

// failureList keeps the first error of many goroutines.
type failureList struct {
	mu  sync.Mutex
	err error
}

func (l *failureList) add(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err == nil {
		l.err = err
	}
}

// first prefers the end of ctx, which is behind most other errors then.
func (l *failureList) first(ctx context.Context) error {
	if l.err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return l.err
}
