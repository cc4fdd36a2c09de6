package resolver

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"time"
)

// maxIdle is how many connections to one resolver outlive a call of Resolve.
// During the call all are kept: the loop lets many queries end at once, and
// then as many begin.
const maxIdle = 16

// tcp asks over a connection of its own, an idle one where there is one. The
// server may have closed that meanwhile (RFC 7766 section 6.2.4): then the next is tried.
func (e *Engine) tcp(ctx context.Context, c *call) error {
	deadline := time.Now().Add(e.timeout)
	c.setID(uint16(rand.Uint32()))
	for {
		conn, used, err := c.server.connect(ctx, deadline)
		if err != nil {
			return err
		}
		err = c.exchange(ctx, conn, deadline)
		if err == nil {
			e.keep(c.server, conn)
			return nil
		}
		_ = conn.Close()
		if !used || errors.Is(err, os.ErrDeadlineExceeded) || ctx.Err() != nil {
			return err
		}
	}
}

func (s *resolver) connect(ctx context.Context, deadline time.Time) (conn net.Conn, used bool, err error) {
	select {
	case conn = <-s.idle:
		return conn, true, nil
	default:
		dialer := net.Dialer{Deadline: deadline}
		conn, err = dialer.DialContext(ctx, "tcp", s.addr.String())
		return conn, false, err
	}
}

// keep closes the connection where there is no room or nobody would close it later.
func (e *Engine) keep(s *resolver, conn net.Conn) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.stopped.Err() == nil {
		select {
		case s.idle <- conn:
			return
		default:
		}
	}
	_ = conn.Close()
}

// trim closes what a call of Resolve leaves beyond maxIdle.
func (e *Engine) trim() {
	for _, s := range e.rotation.servers {
		s.closeIdle(maxIdle)
	}
}

// closeIdle leaves at most n.
func (s *resolver) closeIdle(n int) {
	for len(s.idle) > n {
		select {
		case conn := <-s.idle:
			_ = conn.Close()
		default:
			return
		}
	}
}

// exchange writes and reads one message, each behind its length (RFC 1035 section 4.2.2).
func (c *call) exchange(ctx context.Context, conn net.Conn, deadline time.Time) error {
	if err := conn.SetDeadline(deadline); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	err := c.roundTrip(conn)
	if !stop() {
		return ctx.Err()
	}
	return err
}

func (c *call) roundTrip(conn net.Conn) error {
	framed := append(binary.BigEndian.AppendUint16(nil, uint16(len(c.wire))), c.wire...)
	if _, err := conn.Write(framed); err != nil {
		return err
	}
	var size [2]byte
	if _, err := io.ReadFull(conn, size[:]); err != nil {
		return err
	}
	n := int(binary.BigEndian.Uint16(size[:]))
	c.reply = slices.Grow(c.reply[:0], n)[:n]
	if _, err := io.ReadFull(conn, c.reply); err != nil {
		return err
	}
	if !c.answeredBy(c.reply) {
		return errMalformed
	}
	return nil
}
