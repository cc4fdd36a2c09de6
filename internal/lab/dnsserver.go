package lab

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"net"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/miekg/dns"
)

// socketBuffer holds the questions of a client with 10,000 in flight; the kernel may grant less.
const socketBuffer = 8 << 20

// patience bounds everything that waits for a client: an idle connection, a drip, a silence.
const patience = 60 * time.Second

// dnsServer is one address with one behaviour.
type dnsServer struct {
	behaviour Behaviour
	world     *world
	udp       *net.UDPConn
	tcp       *net.TCPListener
	addr      netip.AddrPort
	queries   atomic.Int64
	log       *askLog // nil when off
	dice      *dice   // nil when no question is lost or refused
	delay     time.Duration
	delayed   chan delayedAnswer
	life      *life
}

func (l *Lab) startDNS(b Behaviour, number int) error {
	ip := netip.AddrFrom4([4]byte{127, 64, 0, byte(number)})
	udp, tcp, err := listenBoth(netip.AddrPortFrom(ip, l.config.DNSPort))
	if err != nil {
		return fmt.Errorf("lab: DNS server %s: %w", b, err)
	}
	_ = udp.SetReadBuffer(socketBuffer) // best effort: a small buffer only means more loss under bursts
	_ = udp.SetWriteBuffer(socketBuffer)
	s := &dnsServer{
		behaviour: b, world: &l.world, udp: udp, tcp: tcp, log: l.asked, life: &l.life,
		addr: udp.LocalAddr().(*net.UDPAddr).AddrPort(),
	}
	shares := map[Behaviour]float64{Lossy: l.config.LossShare, ServFail: l.config.ServFailShare, Refused: l.config.RefusedShare}
	if share, chosen := shares[b]; chosen {
		s.dice = newDice(share)
	}
	if b == Slow {
		s.delay = l.config.SlowDelay
		s.delayed = make(chan delayedAnswer, 1<<16)
		s.life.goDo(s.sendDelayed)
	}
	l.servers[b] = s
	s.life.own(udp)
	s.life.own(tcp)
	s.life.goDo(s.serveUDP)
	s.life.accept(tcp, s.serveTCP)
	return nil
}

// listenBoth finds one port that is free for UDP and TCP.
func listenBoth(addr netip.AddrPort) (*net.UDPConn, *net.TCPListener, error) {
	var err error
	for range 50 {
		var udp *net.UDPConn
		if udp, err = net.ListenUDP("udp4", net.UDPAddrFromAddrPort(addr)); err != nil {
			return nil, nil, err
		}
		var tcp *net.TCPListener
		if tcp, err = net.ListenTCP("tcp4", net.TCPAddrFromAddrPort(udp.LocalAddr().(*net.UDPAddr).AddrPort())); err == nil {
			return udp, tcp, nil
		}
		err = fmt.Errorf("TCP beside UDP: %w", err)
		_ = udp.Close()
		if addr.Port() != 0 {
			break
		}
	}
	return nil, nil, err
}

func (s *dnsServer) serveUDP() {
	var in, out [4096]byte
	var room [256]byte
	for {
		n, from, err := s.udp.ReadFromUDPAddrPort(in[:])
		if err != nil {
			if s.life.ended() {
				return
			}
			continue // ICMP errors of earlier answers come up here
		}
		answer := s.respond(in[:n], room[:], out[:0], false)
		switch {
		case answer == nil:
		case s.delayed != nil:
			s.delayAnswer(answer, from)
		default:
			_, _ = s.udp.WriteToUDPAddrPort(answer, from)
		}
	}
}

// serveTCP answers questions one after the other (RFC 7766) until the client goes or falls silent.
func (s *dnsServer) serveTCP(c *net.TCPConn) {
	var in, out [4096]byte
	var room [256]byte
	r := bufio.NewReader(c)
	for {
		_ = c.SetDeadline(time.Now().Add(patience))
		if _, err := io.ReadFull(r, in[:2]); err != nil {
			return
		}
		n := int(binary.BigEndian.Uint16(in[:]))
		if n > len(in) {
			return
		}
		if _, err := io.ReadFull(r, in[:n]); err != nil {
			return
		}
		answer := s.respond(in[:n], room[:], out[2:2], true)
		if answer == nil {
			continue
		}
		if !s.life.wait(s.delay) {
			return
		}
		framed := append(binary.BigEndian.AppendUint16(out[:0], uint16(len(answer))), answer...)
		if _, err := c.Write(framed); err != nil {
			return
		}
	}
}

// respond returns nil where the question is to be swallowed. The name goes into room, 256 bytes; the answer may alias out.
func (s *dnsServer) respond(wire, room, out []byte, tcp bool) []byte {
	q, ok := parseQuestion(wire, room)
	if !ok {
		return nil
	}
	s.queries.Add(1)
	if s.log != nil {
		s.log.add(string(q.name), Query{Behaviour: s.behaviour, Type: q.qtype, TCP: tcp})
	}
	hit := s.dice != nil && s.dice.roll(s.world, q)
	switch {
	case s.behaviour == Dead, s.behaviour == Lossy && hit:
		return nil
	case s.behaviour == ServFail && hit:
		return q.finish(q.head(out, dns.RcodeServerFailure))
	case s.behaviour == Refused && hit:
		return q.finish(q.head(out, dns.RcodeRefused))
	case s.behaviour == Truncating && !tcp:
		out = q.head(out, dns.RcodeSuccess)
		out[2] |= 0x02
		return q.finish(out)
	}
	limit := dns.MinMsgSize
	if tcp {
		limit = math.MaxUint16
	}
	return s.world.answer(q, out, limit)
}
