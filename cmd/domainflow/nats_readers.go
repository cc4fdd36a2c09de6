package main

import (
	"fmt"
	"io"
	"log/slog"

	"domainflow/handlers/natsusers"
	"domainflow/internal/embedded"
)

// newReaders are the parts that let programs outside read. There are none with
// external servers.
func newReaders(a aggregates, s *servers, log *slog.Logger) ([]task, error) {
	if s.embedded == nil {
		return nil, nil
	}
	follower, err := natsusers.New(a.Store, s.embedded, s.nc, log)
	if err != nil {
		return nil, err
	}
	return []task{{"NATS users", follower.Run}}, nil
}

// newNATSKey is how keys of users are made, nil where there are none.
func newNATSKey(s *servers) func() (seed, publicKey string, err error) {
	if s.embedded == nil {
		return nil
	}
	return embedded.NewUserKey
}

// checkNATS refuses to be read beyond loopback in the clear: what programs read
// there could be read by anybody. A proxy that encrypts for people does not for
// them.
func (c *serveCmd) checkNATS() error {
	loopback, err := isLoopback("--nats-listen", c.NATSListen)
	if err == nil && !loopback && c.TLSCert == "" {
		return fmt.Errorf("--nats-listen %q is not a loopback address: that needs --tls-cert and --tls-key", c.NATSListen)
	}
	return err
}

// announceNATS tells people and tests where users connect.
func (s *servers) announceNATS(stdout io.Writer) {
	if s.embedded != nil && s.embedded.ClientAddr() != nil {
		scheme := "nats"
		if s.natsTLS {
			scheme = "tls"
		}
		fmt.Fprintf(stdout, "NATS clients connect to %s://%s\n", scheme, s.embedded.ClientAddr())
	}
}
