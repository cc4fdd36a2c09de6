package lab

import (
	"net/netip"
	"time"
)

// delayedAnswer waits in a queue. As every answer of the Slow server waits equally long, first in is first out.
type delayedAnswer struct {
	due  time.Time
	to   netip.AddrPort
	wire []byte
}

// delayAnswer drops the answer when 65,536 are waiting, as a full router would.
func (s *dnsServer) delayAnswer(answer []byte, to netip.AddrPort) {
	select {
	case s.delayed <- delayedAnswer{time.Now().Add(s.delay), to, append([]byte(nil), answer...)}:
	default:
	}
}

func (s *dnsServer) sendDelayed() {
	for {
		select {
		case <-s.life.over:
			return
		case a := <-s.delayed:
			if !s.life.wait(time.Until(a.due)) {
				return
			}
			_, _ = s.udp.WriteToUDPAddrPort(a.wire, a.to)
		}
	}
}
