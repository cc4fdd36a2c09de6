package resolver

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// goSockets is the transport of every system but Linux: Go's own sockets, each
// with a goroutine that reads it.
type goSockets struct {
	sockets []*net.UDPConn
	readers sync.WaitGroup
	arrived chan arrival
	woken   chan struct{}
	ended   chan struct{}
	first   *arrival // what wait saw
}

type arrival struct {
	socket  int
	from    netip.AddrPort
	message []byte
}

func openGoSockets() *goSockets {
	return &goSockets{arrived: make(chan arrival, batch), woken: make(chan struct{}, 1), ended: make(chan struct{})}
}

func (g *goSockets) open(network string) error {
	conn, err := net.ListenUDP(network, nil)
	if err != nil {
		return err
	}
	// Best effort: with the default size more answers are lost in bursts, and asked again.
	_ = conn.SetReadBuffer(wantedBuffer)
	number := len(g.sockets)
	g.sockets = append(g.sockets, conn)
	g.readers.Go(func() { g.read(number, conn) })
	return nil
}

func (g *goSockets) read(socket int, conn *net.UDPConn) {
	buf := make([]byte, maxDatagram)
	for {
		n, from, err := conn.ReadFromUDPAddrPort(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue // of an earlier datagram: its answer will be missed
		}
		select {
		case g.arrived <- arrival{socket, from, slices.Clone(buf[:n])}:
		case <-g.ended:
			return
		}
	}
}

func (g *goSockets) send(socket int, to netip.AddrPort, messages [][]byte) (int, error) {
	for i, m := range messages {
		if _, err := g.sockets[socket].WriteToUDPAddrPort(m, to); err != nil {
			return i, err
		}
	}
	return len(messages), nil
}

func (g *goSockets) wait(until time.Time, _ time.Duration) {
	var due <-chan time.Time
	if !until.IsZero() {
		left := time.Until(until)
		if left <= 0 {
			return
		}
		timer := time.NewTimer(left)
		defer timer.Stop()
		due = timer.C
	}
	select {
	case a := <-g.arrived:
		g.first = &a
	case <-g.woken:
	case <-due:
	}
}

func (g *goSockets) receive(deliver func(int, netip.AddrPort, []byte)) bool {
	if a := g.first; a != nil {
		g.first = nil
		deliver(a.socket, a.from, a.message)
	}
	for range batch {
		select {
		case a := <-g.arrived:
			deliver(a.socket, a.from, a.message)
		default:
			return false
		}
	}
	return true
}

func (g *goSockets) wake() {
	select {
	case g.woken <- struct{}{}:
	default:
	}
}

func (g *goSockets) close() {
	close(g.ended)
	for _, conn := range g.sockets {
		_ = conn.Close()
	}
	g.readers.Wait()
}
