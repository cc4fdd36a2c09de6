package lab

import (
	"crypto/tls"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
)

// Lab is a running small internet. All methods are safe for concurrent use.
type Lab struct {
	config    Config
	world     world
	revisions revisions
	life      life
	servers   map[Behaviour]*dnsServer
	asked     *askLog   // nil when off
	fetched   *fetchLog // nil when off
	requests  atomic.Int64
	// Made when first needed: most tests never meet these sites.
	bomb   func() *bomb
	badTLS func() (*tls.Config, error)
}

// Start brings up all servers of a lab; they answer when it returns. Errors are ErrConfig or those of the network.
func Start(config Config) (*Lab, error) {
	config = config.withDefaults()
	if err := config.validate(); err != nil {
		return nil, err
	}
	l := &Lab{
		config: config, servers: map[Behaviour]*dnsServer{},
		bomb: sync.OnceValue(newBomb), badTLS: sync.OnceValues(newBadTLS),
	}
	if err := l.rule(); err != nil {
		return nil, err
	}
	if config.Log {
		l.asked = &askLog{byName: map[string][]Query{}}
		l.fetched = &fetchLog{byHost: map[string]int{}}
	}
	l.life.begin()
	if err := l.listen(); err != nil {
		_ = l.Close()
		return nil, err
	}
	return l, nil
}

// rule fixes the world before any server runs.
func (l *Lab) rule() (err error) {
	l.world = world{seed: l.config.Seed, exists: threshold(l.config.Exists), keywords: l.config.Keywords}
	if l.world.names, err = newDivision(l.config.Names, sharedNameKinds(), Address); err != nil {
		return err
	}
	if l.world.sites, err = newDivision(l.config.Sites, sharedSiteKinds(), NoKeyword); err != nil {
		return err
	}
	l.world.library, err = newLibrary(l.config.Seed, l.config.PageBytes, l.config.Keywords)
	return err
}

func (l *Lab) listen() error {
	// First, because it completes the world the DNS servers read.
	if err := l.listenWeb(); err != nil {
		return err
	}
	for i, b := range Behaviours() {
		if err := l.startDNS(b, i+1); err != nil {
			return err
		}
	}
	return nil
}

// Close ends all servers and returns when nothing of them is left.
func (l *Lab) Close() error { return l.life.close() }

// Resolver is the address of the DNS server with that behaviour, the same port for UDP and TCP.
func (l *Lab) Resolver(b Behaviour) netip.AddrPort { return l.servers[b].addr }

// Queries counts the well-formed questions that reached the server, answered or swallowed.
func (l *Lab) Queries(b Behaviour) int64 { return l.servers[b].queries.Load() }

// HTTPPort is the port of every web site.
func (l *Lab) HTTPPort() uint16 { return l.world.webPort }

// Requests counts the HTTP requests that were read, whatever became of them.
func (l *Lab) Requests() int64 { return l.requests.Load() }

// Keywords lists what the visible text of pages may contain: those of the Config, then Latin1Keyword.
func (l *Lab) Keywords() []string { return append(slices.Clone(l.world.keywords), Latin1Keyword) }
