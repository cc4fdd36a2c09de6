package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
)

// checkListeners refuses what the flags of a serve must not open.
func (c *serveCmd) checkListeners() error {
	if err := c.checkWeb(); err != nil || c.NATSListen == "" {
		return err
	}
	if c.NATSURL != "" {
		return errors.New("--nats-listen is for the embedded NATS; who reads external servers is up to their operators, docs/nats.md says how")
	}
	return c.checkNATS()
}

// checkWeb refuses to answer beyond loopback in the clear, where passwords and
// tokens could be read.
func (c *serveCmd) checkWeb() error {
	loopback, err := isLoopback("--listen", c.Listen)
	if err == nil && !loopback && !c.encrypted() {
		return fmt.Errorf("--listen %q is not a loopback address: that needs --tls-cert and --tls-key, or --public-url https://... of a proxy that encrypts", c.Listen)
	}
	return err
}

// isLoopback says whether only this machine reaches an address. Names but
// localhost may be of any address.
func isLoopback(flag, address string) (bool, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false, fmt.Errorf("%s %q is not host:port", flag, address)
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback(), nil
}

// ownHost knows what requests may be sent to beside loopback and the public
// URL: what we listen at, and all that our certificate is for. A page of
// somebody else, whose name suddenly resolves to us, has neither.
func (c *serveCmd) ownHost(encryption *tls.Config) func(name string) bool {
	listen, _, _ := net.SplitHostPort(c.Listen)
	return func(name string) bool {
		if sameHost(name, listen) {
			return true
		}
		if encryption == nil {
			return false
		}
		certificate, err := encryption.GetCertificate(nil)
		return err == nil && certificate.Leaf.VerifyHostname(name) == nil
	}
}

// sameHost compares names in any case and addresses in any spelling. Nobody is
// at the address that stands for all.
func sameHost(a, b string) bool {
	one, err := netip.ParseAddr(a)
	if err != nil {
		return a != "" && strings.EqualFold(a, b)
	}
	other, err := netip.ParseAddr(b)
	return err == nil && one == other && !one.IsUnspecified()
}
