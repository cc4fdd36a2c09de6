package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
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

// checkWeb refuses to answer beyond loopback in the clear, where logins could
// be read, and until there are logins in any way: who reaches the API may do
// everything.
func (c *serveCmd) checkWeb() error {
	err := checkListen("--listen", c.Listen)
	if err == nil || c.encrypted() {
		return err
	}
	return fmt.Errorf("%w; beyond it, --tls-cert and --tls-key are needed, or --public-url https://... of a proxy that encrypts", err)
}

// checkListen refuses to listen beyond loopback: NATS clients would send what
// they read and who they are in the clear.
func checkListen(flag, address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%s %q is not host:port", flag, address)
	}
	if host == "localhost" {
		return nil
	}
	if addr, err := netip.ParseAddr(host); err == nil && addr.IsLoopback() {
		return nil
	}
	return fmt.Errorf("%s %q is not a loopback address: DomainFlow has no logins yet, so it listens on loopback only", flag, address)
}
