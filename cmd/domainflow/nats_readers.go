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

// announceNATS tells people and tests where users connect.
func (s *servers) announceNATS(stdout io.Writer) {
	if s.embedded != nil && s.embedded.ClientAddr() != nil {
		fmt.Fprintf(stdout, "NATS clients connect to nats://%s\n", s.embedded.ClientAddr())
	}
}
