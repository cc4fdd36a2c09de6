package main

import (
	"encoding/binary"
	"net"
	"net/netip"
)

// responder answers every question about an A record at once: one name in
// twenty exists. It is the server of a measure, so it does no more than it has
// to: the question comes back with a header (RFC 1035 section 4.1.1) and at
// most one record.
type responder struct{ conn *net.UDPConn }

func listenDNS(address string) (*responder, error) {
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort(address)))
	if err != nil {
		return nil, err
	}
	_ = conn.SetReadBuffer(8 << 20) // as much as the system allows
	return &responder{conn}, nil
}

func (r *responder) address() string { return r.conn.LocalAddr().String() }

// serve answers until it is closed.
func (r *responder) serve() {
	buffer := make([]byte, 512)
	for {
		n, from, err := r.conn.ReadFromUDPAddrPort(buffer)
		if err != nil {
			return
		}
		if end := questionEnd(buffer[:n]); end > 0 {
			_, _ = r.conn.WriteToUDPAddrPort(reply(buffer, end), from) // lost is lost: that is UDP
		}
	}
}

const headerBytes = 12

// questionEnd is where the first question ends, 0 if there is none.
func questionEnd(message []byte) int {
	at := headerBytes
	for at < len(message) && message[at] != 0 {
		at += 1 + int(message[at])
	}
	if end := at + 5; end <= len(message) { // the root, type and class
		return end
	}
	return 0
}

// reply turns the question in a buffer into its answer.
func reply(buffer []byte, end int) []byte {
	const response, nxdomain = 0x8180, 3
	sum := 0
	for _, b := range buffer[headerBytes:end] {
		sum += int(b)
	}
	exists := sum%pageShare == 0
	flags, answers := uint16(response|nxdomain), uint16(0)
	if exists {
		flags, answers = response, 1
	}
	binary.BigEndian.PutUint16(buffer[2:], flags)
	binary.BigEndian.PutUint16(buffer[6:], answers)
	binary.BigEndian.PutUint32(buffer[8:], 0) // neither authority nor EDNS
	if !exists {
		return buffer[:end]
	}
	// A pointer to the question's name, A, IN, an hour, four bytes of address.
	record := []byte{0xc0, headerBytes, 0, 1, 0, 1, 0, 0, 0x0e, 0x10, 0, 4, 192, 0, 2, 1}
	return append(buffer[:end], record...)
}
