package resolver

import (
	"log/slog"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"time"
)

const (
	failuresToBench = 5
	benchTime       = 30 * time.Second
)

// resolver is one server of the engine.
type resolver struct {
	Server
	number int // among those of the engine
	addr   netip.AddrPort
	idle   chan net.Conn // TCP connections waiting for a query

	// Of the rotation.
	turns    int // queries it was chosen for, levelled when it comes back
	failures int // in a row
	until    time.Time
	benched  bool
}

// rotation chooses resolvers in rounds: each round has every resolver once, in
// fresh random order. One that fails failuresToBench times in a row is passed
// over for benchTime, and again at its next failure, unless it is the last one
// left. Only the loop may call it.
type rotation struct {
	servers []*resolver
	benched int
	now     func() time.Time
	log     *slog.Logger
}

// pick prefers resolvers that are not in avoid. It always finds one.
func (r *rotation) pick(avoid []*resolver) *resolver {
	if r.benched > 0 {
		r.restore()
	}
	chosen := r.least(avoid)
	if chosen == nil {
		chosen = r.least(nil)
	}
	chosen.turns++
	return chosen
}

// least draws among those with the fewest turns, which are the ones this round
// has not had yet. A resolver avoided now is thereby caught up with later.
func (r *rotation) least(avoid []*resolver) *resolver {
	var best *resolver
	equals := 0
	for _, s := range r.servers {
		switch {
		case s.benched || slices.Contains(avoid, s):
		case best == nil || s.turns < best.turns:
			best, equals = s, 1
		case s.turns == best.turns:
			equals++
			if rand.IntN(equals) == 0 {
				best = s
			}
		}
	}
	return best
}

// restore lets those whose time is over join the present round: they do not
// make up for the rounds they missed.
func (r *rotation) restore() {
	now := r.now()
	for _, s := range r.servers {
		if !s.benched || now.Before(s.until) {
			continue
		}
		s.benched = false
		r.benched--
		for _, other := range r.servers {
			s.turns = max(s.turns, other.turns)
		}
		r.log.Info("resolver is asked again", "resolver", s.text)
	}
}

func (r *rotation) report(s *resolver, ok bool) {
	if ok {
		s.failures = 0
		return
	}
	s.failures++
	if s.benched || s.failures < failuresToBench || r.benched == len(r.servers)-1 {
		return
	}
	s.benched, s.until = true, r.now().Add(benchTime)
	r.benched++
	r.log.Warn("resolver is passed over", "resolver", s.text, "failures", s.failures, "for", benchTime)
}
