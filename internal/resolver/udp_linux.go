package resolver

import (
	"encoding/binary"
	"net/netip"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// batching is the transport of Linux. Its sockets are not Go's: those wake a
// thread for every datagram that arrives, however many are read at once.
type batching struct {
	sockets []*batchSocket
	ready   []unix.PollFd // an eventfd that wake writes to, and the sockets
	inbound inbound
}

type batchSocket struct {
	fd       int
	v6       bool
	segments bool // the kernel cuts one buffer into datagrams
}

func openTransport() (transport, error) {
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return nil, os.NewSyscallError("eventfd", err)
	}
	b := &batching{ready: []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}}
	b.inbound.init()
	return b, nil
}

// open binds to a port of the kernel's choice, which is random. Sending blocks
// while the send buffer is full; receiving never blocks.
func (b *batching) open(network string) error {
	s := &batchSocket{v6: network == "udp6"}
	domain, wildcard := unix.AF_INET, unix.Sockaddr(&unix.SockaddrInet4{})
	if s.v6 {
		domain, wildcard = unix.AF_INET6, &unix.SockaddrInet6{}
	}
	var err error
	if s.fd, err = unix.Socket(domain, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0); err != nil {
		return os.NewSyscallError("socket", err)
	}
	b.sockets = append(b.sockets, s)
	b.ready = append(b.ready, unix.PollFd{Fd: int32(s.fd), Events: unix.POLLIN})
	// Best effort: with the default size more answers are lost in bursts, and asked again.
	_ = unix.SetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_RCVBUF, wantedBuffer)
	if s.v6 {
		_ = unix.SetsockoptInt(s.fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 1) // its port is of IPv6 alone
	}
	_, err = unix.GetsockoptInt(s.fd, unix.SOL_UDP, unix.UDP_SEGMENT)
	s.segments = err == nil // since Linux 4.18
	return os.NewSyscallError("bind", unix.Bind(s.fd, wildcard))
}

func (b *batching) wait(until time.Time, gather time.Duration) {
	var timeout *unix.Timespec
	if !until.IsZero() {
		left := time.Until(until)
		if left <= 0 {
			return
		}
		t := unix.NsecToTimespec(left.Nanoseconds())
		timeout = &t
	}
	_, _ = unix.Ppoll(b.ready, timeout, nil) // interrupted or not, the caller looks what there is to do
	if b.ready[0].Revents != 0 {
		var count [8]byte
		_, _ = unix.Read(int(b.ready[0].Fd), count[:])
	}
	if gather > 0 {
		t := unix.NsecToTimespec(gather.Nanoseconds())
		_ = unix.Nanosleep(&t, nil)
	}
}

// one is what a wake adds to the count of the eventfd.
var one = binary.NativeEndian.AppendUint64(nil, 1)

func (b *batching) wake() { _, _ = unix.Write(int(b.ready[0].Fd), one) }

func (b *batching) close() {
	for _, r := range b.ready {
		_ = unix.Close(int(r.Fd))
	}
}

func (s *batchSocket) address(a netip.AddrPort) unix.Sockaddr {
	if s.v6 {
		return &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16()}
	}
	return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
}
