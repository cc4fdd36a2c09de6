package resolver

import (
	"net/netip"
	"time"
)

const (
	// batch is how many queries leave, and how many answers are taken in, with
	// one system call. Linux cuts a buffer into 64 datagrams at most (UDP_MAX_SEGMENTS).
	batch = 64
	// maxDatagram is above what a server sends that honours udpPayload.
	maxDatagram = 4096

	// queriesPerSocket keeps the answers to one socket's queries within the
	// receive buffer Linux grants by default (212,992 bytes, about 270 datagrams
	// as the kernel counts them) with the help of wantedBuffer where it is granted.
	queriesPerSocket = 512
	maxSockets       = 16
	wantedBuffer     = 4 << 20
)

// transport carries the datagrams of one loop over UDP sockets, which have
// numbers from 0 on. Only wake may be called by another goroutine than the loop's.
type transport interface {
	// open adds a socket of one family, "udp4" or "udp6".
	open(network string) error
	// send sends messages of the same length, at most batch, through one socket
	// to one address. It gives how many left; the error is that of the next one.
	send(socket int, to netip.AddrPort, messages [][]byte) (int, error)
	// wait returns when something has arrived, at the time given (never for the
	// zero time), or after wake, and may let more arrive for the time of gather.
	wait(until time.Time, gather time.Duration)
	// receive hands over what has arrived, and says whether there may be more.
	// The message belongs to the transport again when deliver returns.
	receive(deliver func(socket int, from netip.AddrPort, message []byte)) bool
	wake()
	close()
}

func network(addr netip.AddrPort) string {
	if addr.Addr().Is4() {
		return "udp4"
	}
	return "udp6"
}

// socketsFor is how many sockets of one family an engine opens. Two at least:
// an attacker who does not see the queries has more ports to guess.
func socketsFor(maxInFlight int) int {
	return min(max(maxInFlight/queriesPerSocket, 2), maxSockets)
}
