package resolver

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"time"
)

const (
	// queriesPerSocket keeps the answers to one socket's queries within the
	// receive buffer Linux grants by default (212,992 bytes, about 270 datagrams
	// as the kernel counts them) with the help of wantedBuffer where it is granted.
	queriesPerSocket = 512
	maxSockets       = 16
	wantedBuffer     = 4 << 20
	// maxDatagram is above what a server sends that honours udpPayload.
	maxDatagram = 4096
)

// call is one query on its way. The owner of a call uses it for one query at a time.
type call struct {
	query
	server   netip.AddrPort
	answer   []byte
	answered chan struct{} // one token once answer is filled in
	timer    *time.Timer
}

func newCall() *call {
	c := &call{query: query{wire: make([]byte, maxQuery)}, answered: make(chan struct{}, 1), timer: time.NewTimer(time.Hour)}
	c.timer.Stop()
	return c
}

// socket is an unconnected UDP socket with many calls out, told apart by id.
type socket struct {
	conn    *net.UDPConn
	mu      sync.Mutex
	pending map[uint16]*call
}

func network(addr netip.AddrPort) string {
	if addr.Addr().Is4() {
		return "udp4"
	}
	return "udp6"
}

// openSockets opens enough for one family ("udp4", "udp6") and starts their readers.
func (e *Engine) openSockets(network string) error {
	// Two at least: an attacker who does not see the queries has more ports to guess.
	n := min(max(e.maxInFlight/queriesPerSocket, 2), maxSockets)
	for range n {
		conn, err := net.ListenUDP(network, nil)
		if err != nil {
			return err
		}
		// Best effort: with the default size more answers are lost in bursts, and asked again.
		_ = conn.SetReadBuffer(wantedBuffer)
		s := &socket{conn: conn, pending: make(map[uint16]*call)}
		e.sockets[network] = append(e.sockets[network], s)
		e.readers.Go(s.read)
	}
	return nil
}

func (s *socket) read() {
	buf := make([]byte, maxDatagram)
	for {
		n, from, err := s.conn.ReadFromUDPAddrPort(buf)
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err == nil:
			s.deliver(from, buf[:n])
		}
	}
}

// deliver drops whatever is no answer to a query that is out: forged, late or broken beyond recognition.
func (s *socket) deliver(from netip.AddrPort, msg []byte) {
	if len(msg) < headerSize {
		return
	}
	id := uint16(msg[0])<<8 | uint16(msg[1])
	s.mu.Lock()
	c := s.pending[id]
	if c == nil || c.server != from || !c.answeredBy(msg) {
		s.mu.Unlock()
		return
	}
	delete(s.pending, id)
	c.answer = append(c.answer[:0], msg...)
	s.mu.Unlock()
	c.answered <- struct{}{}
}

// add gives the call an id nobody can foretell: math/rand/v2 is ChaCha8 seeded by the system.
func (s *socket) add(c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := uint16(rand.Uint32())
	for s.pending[id] != nil {
		id = uint16(rand.Uint32())
	}
	c.setID(id)
	s.pending[id] = c
}

// abandon gives the call back to its owner. Where the answer has just come, it
// is taken off the channel, so that the next query does not find it there.
func (s *socket) abandon(c *call) {
	s.mu.Lock()
	mine := s.pending[c.id()] == c
	if mine {
		delete(s.pending, c.id())
	}
	s.mu.Unlock()
	if !mine {
		<-c.answered
	}
}

// udp sends the call's query to its server and waits for the answer.
func (e *Engine) udp(ctx context.Context, c *call) error {
	sockets := e.sockets[network(c.server)]
	s := sockets[rand.IntN(len(sockets))]
	s.add(c)
	if _, err := s.conn.WriteToUDPAddrPort(c.wire, c.server); err != nil {
		s.abandon(c)
		return err
	}
	c.timer.Reset(e.timeout)
	defer c.timer.Stop()
	select {
	case <-c.answered:
		return nil
	case <-c.timer.C:
		s.abandon(c)
		return context.DeadlineExceeded
	case <-ctx.Done():
		s.abandon(c)
		return ctx.Err()
	}
}
