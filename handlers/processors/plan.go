package processors

import (
	"context"
	"fmt"
	"net/netip"
	"runtime/debug"
	"sync"
	"time"

	"github.com/miekg/dns"
	"golang.org/x/time/rate"

	"domainflow/domain/campaign"
	"domainflow/domain/keywordset"
	"domainflow/domain/persona"
	"domainflow/eventstore"
	"domainflow/internal/fetcher"
	"domainflow/internal/resolver"
)

// Aggregates are what processors load from the log.
type Aggregates struct {
	Store       *eventstore.Store
	Campaigns   *Campaigns
	Personas    *eventstore.Aggregate[persona.State, persona.Command, persona.Event]
	KeywordSets *eventstore.Aggregate[keywordset.State, keywordset.Command, keywordset.Event]
}

// plan is what one started campaign does, frozen by its start: nothing that
// is edited later reaches it.
type plan struct {
	ref     eventstore.Ref
	state   campaign.State
	limiter *rate.Limiter // names per minute; nil without a limit
	// started is the id of the event that began the run, the cause of the
	// names it generates.
	started string
	// dns and http are the personas in the order in which they are tried.
	dns         []using[*resolver.Engine]
	http        []using[*fetcher.Engine]
	recordTypes []uint16
	// lookup resolves what a fetch has to look up, with the leading persona of
	// the DNS campaign.
	lookup  using[*resolver.Engine]
	rules   *rules
	release []func()
	// made is closed when the plan can be used, or err says why not.
	made chan struct{}
	err  error
	// users are the units at work by this plan; once it was dropped its engines
	// close with the last of them.
	users   int
	dropped bool
}

// using is a persona at work.
type using[E any] struct {
	id     string
	engine E
}

// plans keeps the plan of every campaign that this process works on.
type plans struct {
	Aggregates
	allow  []netip.Prefix
	limits *Limits
	dns    *engines[*resolver.Engine]
	http   *engines[*fetcher.Engine]

	mu    sync.Mutex
	known map[string]*plan
}

func newPlans(a Aggregates, allow []netip.Prefix, limits *Limits) *plans {
	return &plans{
		Aggregates: a, allow: allow, limits: limits, known: map[string]*plan{},
		dns: newEngines[*resolver.Engine](), http: newEngines[*fetcher.Engine](),
	}
}

// of is the plan of a running campaign; errStopped or errEnded when it does
// not run. That it stops later ends it by stop. done must be called once.
//
// A plan is made by the first unit that asks for it, and without holding mu:
// loading may take long, and stop must not wait for it.
func (s *plans) of(ctx context.Context, id string) (p *plan, done func(), err error) {
	for {
		p, first := s.join(id)
		if first {
			s.make(ctx, p, id)
		}
		select {
		case <-p.made:
		case <-ctx.Done():
			s.leave(p)
			return nil, nil, context.Cause(ctx)
		}
		if p.err == nil {
			return p, func() { s.leave(p) }, nil
		}
		s.leave(p)
		if first {
			return nil, nil, p.err
		}
		// Somebody else could not make it, perhaps because their work ended.
	}
}

// join finds or begins the plan of a campaign and says whether to make it.
func (s *plans) join(id string) (p *plan, first bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p = s.known[id]
	if p == nil {
		p, first = &plan{made: make(chan struct{})}, true
		s.known[id] = p
	}
	p.users++
	return p, first
}

// make makes a plan, or forgets it before others see that it failed.
func (s *plans) make(ctx context.Context, p *plan, id string) {
	defer close(p.made)
	defer func() {
		if cause := recover(); cause != nil {
			p.err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
		if p.err != nil {
			s.drop(id, p)
		}
	}()
	bare, err := s.bare(ctx, id)
	if err != nil {
		p.err = err
		return
	}
	p.ref, p.state = bare.ref, bare.state
	if err := s.prepare(ctx, p); err != nil {
		p.err = fmt.Errorf("plan of campaign %s: %w", id, err)
	}
}

// bare is a plan by which nothing can be asked, only recorded.
func (s *plans) bare(ctx context.Context, id string) (*plan, error) {
	loaded, err := s.Campaigns.Load(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case !loaded.State.Exists(), loaded.State.Status.Ended():
		return nil, errEnded
	case loaded.State.Status != campaign.StatusRunning:
		return nil, errStopped
	}
	return &plan{ref: s.Campaigns.Ref(id), state: loaded.State}, nil
}

func (s *plans) leave(p *plan) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.users--
	if p.dropped && p.users == 0 {
		p.end()
	}
}

// stop forgets the plan of a campaign that stopped, also one in the making,
// which may have been loaded before. Who works by it is told by watch.
func (s *plans) stop(id string) {
	s.mu.Lock()
	p := s.known[id]
	s.mu.Unlock()
	if p != nil {
		s.drop(id, p)
	}
}

func (s *plans) drop(id string, p *plan) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known[id] == p {
		delete(s.known, id)
	}
	p.dropped = true
	if p.users == 0 {
		p.end()
	}
}

// close ends all plans; nobody works by them any more.
func (s *plans) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.known {
		p.end()
	}
	clear(s.known)
}

func (p *plan) end() {
	for _, release := range p.release {
		release()
	}
}

func (s *plans) prepare(ctx context.Context, p *plan) error {
	switch params := p.state.Params; {
	case params.DNS != nil:
		p.limiter = perMinute(params.DNS.ProcessingSpeedPerMinute)
		for _, t := range params.DNS.RecordTypes {
			p.recordTypes = append(p.recordTypes, dns.StringToType[string(t)])
		}
		return s.prepareDNS(ctx, p)
	case params.HTTP != nil:
		p.limiter = perMinute(params.HTTP.ProcessingSpeedPerMinute)
		return s.prepareHTTP(ctx, p)
	}
	event, err := s.Store.AtSubject(ctx, eventstore.Recorded{Ref: p.ref, Type: campaign.Started{}.EventType()}.Subject())
	p.started = event.ID
	return err
}

func (s *plans) prepareDNS(ctx context.Context, p *plan) error {
	for _, pin := range p.state.Personas {
		used, err := s.resolver(ctx, p, pin)
		if err != nil {
			return err
		}
		p.dns = append(p.dns, used)
	}
	return nil
}

func (s *plans) prepareHTTP(ctx context.Context, p *plan) (err error) {
	for _, pin := range p.state.Personas {
		used, err := s.fetcher(ctx, p, pin)
		if err != nil {
			return err
		}
		p.http = append(p.http, used)
	}
	source, err := s.Campaigns.Load(ctx, p.state.Source())
	if err != nil {
		return err
	}
	if p.lookup, err = s.resolver(ctx, p, source.State.Personas[0]); err != nil {
		return err
	}
	p.rules, err = s.rules(ctx, p.state)
	return err
}

// resolver is the engine of a DNS persona as it was when it was pinned.
func (s *plans) resolver(ctx context.Context, p *plan, pin campaign.Pin) (using[*resolver.Engine], error) {
	none := using[*resolver.Engine]{}
	loaded, err := s.Personas.LoadAt(ctx, pin.ID, pin.Sequence)
	if err != nil {
		return none, err
	}
	c := loaded.State.DNS
	//nolint:contextcheck // an engine outlives the unit that needs it first
	engine, release, err := s.dns.of(pinName(pin), func() (*resolver.Engine, error) {
		return resolver.New(resolver.Config{
			Resolvers: c.Resolvers, Timeout: time.Duration(c.QueryTimeoutSeconds) * time.Second,
			MaxInFlight: c.MaxInFlight, Shared: s.limits.dns, RatePerSecond: c.RateLimitDps, Burst: c.RateLimitBurst, Allow: s.allow,
		})
	})
	if err != nil {
		return none, err
	}
	p.release = append(p.release, release)
	return using[*resolver.Engine]{pin.ID, engine}, nil
}

// fetcher is the engine of an HTTP persona as it was when it was pinned.
func (s *plans) fetcher(ctx context.Context, p *plan, pin campaign.Pin) (using[*fetcher.Engine], error) {
	none := using[*fetcher.Engine]{}
	loaded, err := s.Personas.LoadAt(ctx, pin.ID, pin.Sequence)
	if err != nil {
		return none, err
	}
	c := loaded.State.HTTP
	engine, release, err := s.http.of(pinName(pin), func() (*fetcher.Engine, error) {
		return fetcher.New(fetcher.Config{
			UserAgent: c.UserAgent, Headers: c.Headers, Timeout: time.Duration(c.RequestTimeoutSeconds) * time.Second,
			FollowRedirects: c.FollowRedirects, MaxRedirects: c.MaxRedirects, AllowedStatusCodes: c.AllowedStatusCodes,
			MaxBodyBytes: int64(c.MaxBodyBytes), MaxInFlight: c.MaxInFlight, Shared: s.limits.http, RatePerSecond: c.RateLimitDps, Burst: c.RateLimitBurst,
			PerHostMaxConcurrent: perHostMaxConcurrent, PerAddressPerSecond: perAddressDps, Allow: s.allow,
		})
	})
	if err != nil {
		return none, err
	}
	p.release = append(p.release, release)
	return using[*fetcher.Engine]{pin.ID, engine}, nil
}

// Politeness towards one host and one address, product.md section 11.
const (
	perHostMaxConcurrent = 2
	perAddressDps        = 5
)

func pinName(pin campaign.Pin) string { return fmt.Sprintf("%s@%d", pin.ID, pin.Sequence) }

// perMinute is the pace of a campaign. The burst is a second's worth, so that
// a minute never sees more than a second's worth above the limit.
func perMinute(n int) *rate.Limiter {
	if n == 0 {
		return nil
	}
	return rate.NewLimiter(rate.Limit(float64(n)/60), max(1, n/60))
}
