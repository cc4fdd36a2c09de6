package lab

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"time"
)

var errNoTLS = errors.New("lab: this site does not speak TLS")

// serveTLS completes a handshake for BadCertificate sites only. Other kinds refuse it at once, so that a client which tries
// https first goes on to http, but for Silent, which stays silent.
func (v *visitor) serveTLS() {
	w := &v.lab.world
	config := &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		switch w.site(w.lookup([]byte(canonical(hello.ServerName)))) {
		case BadCertificate:
			return v.lab.badTLS()
		case Silent:
			v.hold()
		}
		return nil, errNoTLS
	}}
	secure := tls.Server(sniffed{v.tcp, v.reader}, config)
	if secure.HandshakeContext(context.Background()) != nil {
		return
	}
	v.conn = secure
	v.reader = bufio.NewReader(secure) // a second one: TLS itself goes on reading through the first
	v.serve()
}

// sniffed reads through the reader that has already seen the first bytes.
type sniffed struct {
	net.Conn
	reader io.Reader
}

func (s sniffed) Read(b []byte) (int, error) { return s.reader.Read(b) }

// newBadTLS has a certificate that nobody signed but itself.
func newBadTLS() (*tls.Config, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "self-signed.lab"},
		DNSNames:     []string{"self-signed.lab"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().AddDate(1, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, nil
}
