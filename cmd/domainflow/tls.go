package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"domainflow/domain/setting"
)

// webTLS is how the web server encrypts, and where people reach it.
type webTLS struct {
	PublicURL string `name:"public-url" help:"Where people reach the API, through a proxy or directly: https://flow.example." placeholder:"URL"`
	TLSCert   string `name:"tls-cert" help:"Certificate chain of the API (PEM); read again when the file changes." placeholder:"FILE"`
	TLSKey    string `name:"tls-key" help:"Its private key (PEM)." placeholder:"FILE"`
}

// announceWeb tells people and tests where the program listens, and where it is
// reached.
func (w webTLS) announceWeb(stdout io.Writer, a net.Addr) {
	scheme := "http"
	if w.TLSCert != "" {
		scheme = "https"
	}
	fmt.Fprintf(stdout, "DomainFlow listens on %s://%s\n", scheme, a)
	if public, err := w.public(); err == nil && public != nil {
		fmt.Fprintf(stdout, "People reach it at %s\n", public)
	}
}

var errHalfTLS = errors.New("--tls-cert and --tls-key go together")

// encryption is how to serve: public is nil when nobody said where, config
// without certificates.
func (w webTLS) encryption(log *slog.Logger) (public *url.URL, config *tls.Config, err error) {
	if public, err = w.public(); err != nil || w.TLSCert == "" && w.TLSKey == "" {
		return public, nil, err
	}
	if w.TLSCert == "" || w.TLSKey == "" {
		return nil, nil, errHalfTLS
	}
	c := &certificate{cert: w.TLSCert, key: w.TLSKey, log: log}
	if err := c.read(c.look()); err != nil {
		return nil, nil, fmt.Errorf("--tls-cert, --tls-key: %w", err)
	}
	return public, &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get}, nil
}

// public is an origin: neither cookies nor links know of paths.
func (w webTLS) public() (*url.URL, error) {
	if w.PublicURL == "" {
		return nil, nil
	}
	origin, err := setting.Origin(strings.TrimSuffix(w.PublicURL, "/"))
	if err != nil {
		return nil, fmt.Errorf("--public-url %q is not of the form https://flow.example", w.PublicURL)
	}
	return url.Parse(origin)
}

// encrypted says that nothing crosses a network in the clear: we encrypt, or
// a proxy before us does.
func (w webTLS) encrypted() bool {
	public, err := w.public()
	return w.TLSCert != "" || err == nil && public != nil && public.Scheme == "https"
}

// certificate is read again when its files change.
type certificate struct {
	cert, key string
	log       *slog.Logger

	mu     sync.Mutex
	now    *tls.Certificate
	stamps [2]stamp
}

// stamp tells one content of a file from another.
type stamp struct {
	size     int64
	modified time.Time
}

// get is asked for every handshake. Files that do not belong together, since
// only one is written yet, or that are away leave the old certificate in place.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if stamps := c.look(); stamps != c.stamps {
		if err := c.read(stamps); err != nil {
			c.log.Warn("the new TLS certificate cannot be used, the old one stays", "error", err)
		}
	}
	return c.now, nil
}

// read is given the stamps from before: what changes meanwhile is read again.
func (c *certificate) read(before [2]stamp) error {
	c.stamps = before
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err == nil {
		c.now = &pair
	}
	return err
}

// look gives a file that is away no stamp.
func (c *certificate) look() (stamps [2]stamp) {
	for i, path := range []string{c.cert, c.key} {
		if info, err := os.Stat(path); err == nil {
			stamps[i] = stamp{info.Size(), info.ModTime()}
		}
	}
	return stamps
}
