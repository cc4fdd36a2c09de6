package fetcher

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"code.dny.dev/ssrf"
)

const (
	maxAnswerHeaderBytes = 64 << 10 // net/http's own limit is 10 MB
	// Bounds what net/http holds of an HTTP/2 body that we have not read yet (4 MiB and more by default).
	maxHTTP2Buffer = 256 << 10
)

// newTransport makes single-use connections only, by NewClientConn: a host is seen once, and a connection from a pool
// could have been dialled for another name. The address to dial is the one given to NewClientConn; the rest of what a
// connection needs comes in its context (wire). Guard before proxies: none is ever taken from the environment.
func newTransport(guard *ssrf.Guardian) *http.Transport {
	// An address that is not a literal would reach the system resolver; NewClientConn is only ever given literals.
	dialer := &net.Dialer{Control: guard.Safe, KeepAlive: -1}
	return &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			return wireOf(ctx).connect(ctx, dialer, network, address)
		},
		DialTLSContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			return wireOf(ctx).connectTLS(ctx, dialer, network, address)
		},
		ForceAttemptHTTP2:      true, // custom dialers would turn it off
		DisableCompression:     true, // its gzip reader has no limits
		DisableKeepAlives:      true,
		MaxResponseHeaderBytes: maxAnswerHeaderBytes,
		HTTP2: &http.HTTP2Config{
			MaxReceiveBufferPerConnection: maxHTTP2Buffer,
			MaxReceiveBufferPerStream:     maxHTTP2Buffer,
		},
	}
}

// wire is one connection as seen from below HTTP. net/http offers several causes of failure as text only (headers too
// large, closed before the answer), so what happened on the connection is recorded here and asked by classify.
type wire struct {
	serverName     string
	connectTimeout time.Duration

	connected bool // TCP came about
	remote    string
	secure    *tls.ConnectionState
	handshake error

	// Bytes read since the connection was ready for HTTP, and whether the peer reset it. Written by net/http's readers.
	read  atomic.Int64
	reset atomic.Bool
}

type wireKey struct{}

func (w *wire) into(ctx context.Context) context.Context {
	return context.WithValue(ctx, wireKey{}, w)
}

func wireOf(ctx context.Context) *wire { return ctx.Value(wireKey{}).(*wire) }

func (w *wire) connect(ctx context.Context, d *net.Dialer, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, w.connectTimeout)
	defer cancel()
	conn, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	w.connected = true
	w.remote = conn.RemoteAddr().String()
	return &tap{Conn: conn, wire: w}, nil
}

// connectTLS returns a *tls.Conn, as net/http needs it to see that HTTP/2 was agreed.
func (w *wire) connectTLS(ctx context.Context, d *net.Dialer, network, address string) (net.Conn, error) {
	plain, err := w.connect(ctx, d, network, address)
	if err != nil {
		return nil, err
	}
	conn := tls.Client(plain, &tls.Config{
		ServerName: w.serverName,
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2", "http/1.1"},
	})
	if err := conn.HandshakeContext(ctx); err != nil {
		w.handshake = err
		_ = plain.Close()
		return nil, err
	}
	state := conn.ConnectionState()
	w.secure = &state
	w.read.Store(0)
	return conn, nil
}

func (w *wire) certificateRefused() bool {
	var refused *tls.CertificateVerificationError
	return errors.As(w.handshake, &refused)
}

// report fills in what the connection says about itself.
func (w *wire) report(p *Page) {
	p.RemoteAddress = w.remote
	switch {
	case w.secure != nil:
		verified := true // Go refuses the handshake otherwise
		p.TLSVerified = &verified
		p.TLSVersion = map[uint16]string{tls.VersionTLS12: "TLS12", tls.VersionTLS13: "TLS13"}[w.secure.Version]
	case w.certificateRefused():
		verified := false
		p.TLSVerified = &verified
	}
	if w.handshake != nil {
		p.TLSError = clean(w.handshake.Error(), maxFieldBytes)
	}
}

// tap is the TCP connection, telling the wire what it read.
type tap struct {
	net.Conn
	wire *wire
}

func (t *tap) Read(b []byte) (int, error) {
	n, err := t.Conn.Read(b)
	t.wire.read.Add(int64(n))
	if isReset(err) {
		t.wire.reset.Store(true)
	}
	return n, err
}

func dialAddress(a netip.Addr, port string) string { return net.JoinHostPort(a.Unmap().String(), port) }
