package resolver

import (
	"encoding/binary"
	"net/netip"
	"unsafe"

	"golang.org/x/sys/unix"
)

// inbound is where recvmmsg puts datagrams, one in each row.
type inbound struct {
	headers [batch]mmsghdr
	parts   [batch]unix.Iovec
	from    [batch][unix.SizeofSockaddrInet6]byte
	data    [batch][maxDatagram]byte
}

// mmsghdr is the kernel's struct of this name, see recvmmsg(2).
type mmsghdr struct {
	unix.Msghdr
	size uint32
}

func (in *inbound) init() {
	for i := range in.headers {
		in.parts[i].Base = &in.data[i][0]
		in.parts[i].SetLen(maxDatagram)
		h := &in.headers[i]
		h.Name, h.Namelen = &in.from[i][0], uint32(len(in.from[i]))
		h.Iov = &in.parts[i]
		h.SetIovlen(1)
	}
}

// receive takes at most batch datagrams from each socket.
func (b *batching) receive(deliver func(int, netip.AddrPort, []byte)) bool {
	more := false
	for number, s := range b.sockets {
		n := b.inbound.fill(s.fd)
		for i := range n {
			h := &b.inbound.headers[i]
			deliver(number, source(&b.inbound.from[i], s.v6), b.inbound.data[i][:h.size])
			h.Namelen = uint32(len(b.inbound.from[i])) // the kernel has put in what it used
		}
		more = more || n == batch
	}
	return more
}

// fill gives the number of datagrams, 0 when there are none. Errors of a
// socket are those of earlier datagrams: their answers will be missed.
func (in *inbound) fill(fd int) int {
	n, _, errno := unix.Syscall6(unix.SYS_RECVMMSG, uintptr(fd),
		uintptr(unsafe.Pointer(&in.headers[0])), batch, unix.MSG_DONTWAIT, 0, 0)
	if errno != 0 {
		return 0
	}
	return int(n)
}

// source reads a sockaddr_in or sockaddr_in6: family, port, address; in the
// longer one a flow label comes before the address.
func source(from *[unix.SizeofSockaddrInet6]byte, v6 bool) netip.AddrPort {
	address := netip.AddrFrom4([4]byte(from[4:8]))
	if v6 {
		address = netip.AddrFrom16([16]byte(from[8:24]))
	}
	return netip.AddrPortFrom(address, binary.BigEndian.Uint16(from[2:]))
}
