package lab

import (
	"net/netip"
)

// Lab is a running small internet. All methods are safe for concurrent use.
type Lab struct {
	config  Config
	world   world
	life    life
	servers map[Behaviour]*dnsServer
	asked   *askLog
}

// Start brings up all servers of a lab; they answer when it returns. Errors are ErrConfig or those of the network.
func Start(config Config) (*Lab, error) {
	config = config.withDefaults()
	if err := config.validate(); err != nil {
		return nil, err
	}
	l := &Lab{config: config, servers: map[Behaviour]*dnsServer{}}
	if err := l.rule(); err != nil {
		return nil, err
	}
	if config.Log {
		l.asked = &askLog{byName: map[string][]Query{}}
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
	l.world = world{seed: l.config.Seed, exists: threshold(l.config.Exists)}
	if l.world.names, err = newDivision(l.config.Names, sharedNameKinds(), Address); err != nil {
		return err
	}
	l.world.sites, err = newDivision(l.config.Sites, sharedSiteKinds(), NoKeyword)
	return err
}

func (l *Lab) listen() error {
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
