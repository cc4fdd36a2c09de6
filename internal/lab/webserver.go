package lab

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// listenWeb binds all web addresses on one port.
func (l *Lab) listenWeb() error {
	var listeners []*net.TCPListener
	var err error
	for range 50 {
		if listeners, err = listenAll(l.config.HTTPPort); err == nil || l.config.HTTPPort != 0 {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("lab: web sites: %w", err)
	}
	l.world.webPort = listeners[0].Addr().(*net.TCPAddr).AddrPort().Port()
	for _, listener := range listeners {
		l.life.own(listener)
		l.life.accept(listener, l.serveWeb)
	}
	return nil
}

// listenAll lets the kernel choose the port of the first address where port is 0, and wants the same for the others.
func listenAll(port uint16) ([]*net.TCPListener, error) {
	var listeners []*net.TCPListener
	for number := range uint64(webAddresses) {
		addr := netip.AddrPortFrom(webAddress(1, number), port)
		listener, err := net.ListenTCP("tcp4", net.TCPAddrFromAddrPort(addr))
		if err != nil {
			for _, l := range listeners {
				_ = l.Close()
			}
			return nil, err
		}
		listeners = append(listeners, listener)
		port = listener.Addr().(*net.TCPAddr).AddrPort().Port()
	}
	return listeners, nil
}

// visitor is one connection to a web site with its buffers.
type visitor struct {
	lab    *Lab
	tcp    *net.TCPConn
	conn   net.Conn // tcp, or TLS over it
	reader *bufio.Reader
	local  netip.Addr
	head   []byte
	body   []byte
}

var visitors = sync.Pool{New: func() any { return &visitor{reader: bufio.NewReaderSize(nil, 8192)} }}

// maxKeptBody keeps the buffer of a huge page from staying in the pool.
const maxKeptBody = 1 << 20

// serveWeb tells TLS from HTTP by the first byte: 0x16 begins a handshake record (RFC 8446 section 5.1).
func (l *Lab) serveWeb(c *net.TCPConn) {
	v := visitors.Get().(*visitor)
	defer func() {
		if cap(v.body) > maxKeptBody {
			v.body = nil
		}
		v.lab, v.tcp, v.conn = nil, nil, nil
		v.reader.Reset(nil)
		visitors.Put(v)
	}()
	v.lab, v.tcp, v.conn, v.local = l, c, c, c.LocalAddr().(*net.TCPAddr).AddrPort().Addr()
	v.reader.Reset(c)
	_ = c.SetDeadline(time.Now().Add(patience))
	first, err := v.reader.Peek(1)
	switch {
	case err != nil:
	case first[0] == 0x16:
		v.serveTLS()
	default:
		v.serve()
	}
}

// serve answers requests until the client or the kind of site ends the connection.
func (v *visitor) serve() {
	for {
		_ = v.tcp.SetDeadline(time.Now().Add(patience))
		q, err := readRequest(v.reader)
		if errors.Is(err, errRequest) {
			_ = v.send(page{code: 400}, "", false)
		}
		if err != nil {
			return
		}
		v.lab.requests.Add(1)
		if v.lab.fetched != nil {
			v.lab.fetched.add(q.host)
		}
		if !v.answer(q) || q.last {
			return
		}
	}
}

// answer reports whether the connection may go on. A request at an address that is not the name's gets 421: a client that
// follows a redirect to another host without looking it up does not get away with it.
func (v *visitor) answer(q request) bool {
	w := &v.lab.world
	e := w.lookup([]byte(q.host))
	var room [2]netip.Addr
	if !slices.Contains(w.ipv4(e, room[:0]), v.local) {
		return v.send(page{code: 421}, "", false)
	}
	kind := w.site(e)
	if location, code, ok := w.redirect(q.host, e, kind, q.path); ok {
		return v.send(page{code: code}, location, false)
	}
	switch kind {
	case BadCertificate:
		if v.conn == v.tcp {
			return false
		}
	case Silent, Reset, Garbage, EndlessHeaders, EndlessBody, GzipBomb:
		v.misbehave(kind)
		return false
	case SlowSite:
		if !v.lab.life.wait(v.lab.config.SiteDelay) {
			return false
		}
	}
	return v.send(v.lab.page(q.host, e), "", kind == Gzip && q.gzip)
}
