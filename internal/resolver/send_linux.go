package resolver

import (
	"encoding/binary"
	"net/netip"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// send has the kernel cut the messages, which are of one length, from one
// buffer (UDP_SEGMENT, generic segmentation offload): they pass the network
// stack as one packet nearly down to the wire, and that way is where most of
// the time of a query goes. Where it cannot, each message goes by itself.
func (b *batching) send(socket int, to netip.AddrPort, messages [][]byte) (int, error) {
	s := b.sockets[socket]
	address := s.address(to)
	if s.segments && len(messages) > 1 {
		if _, err := unix.SendmsgBuffers(s.fd, messages, segments(len(messages[0])), address, 0); err == nil {
			return len(messages), nil
		}
	}
	for i, m := range messages {
		if err := unix.Sendto(s.fd, m, 0, address); err != nil {
			return i, os.NewSyscallError("sendto", err)
		}
	}
	// What fails together and goes alone is refused by the way to the resolver:
	// a device that computes no checksums or IPsec (EIO), a small MTU (EINVAL).
	s.segments = s.segments && len(messages) == 1
	return len(messages), nil
}

// segments is the control message, see cmsg(3), that asks for datagrams of a size.
func segments(size int) []byte {
	control := make([]byte, unix.CmsgSpace(2))
	header := (*unix.Cmsghdr)(unsafe.Pointer(&control[0]))
	header.Level, header.Type = unix.SOL_UDP, unix.UDP_SEGMENT
	header.SetLen(unix.CmsgLen(2))
	binary.NativeEndian.PutUint16(control[unix.CmsgLen(0):], uint16(size))
	return control
}
