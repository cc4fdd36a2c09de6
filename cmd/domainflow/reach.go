package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/nats-io/nats.go"

	"domainflow/internal/embedded"
)

// lockedPatience is how long a verb waits for a data directory whose serve is
// just starting or ending.
const lockedPatience = 10 * time.Second

// listen lets the verbs of the same account reach the servers, as long as a
// data directory is in use: without one, verbs need no help.
func (s *servers) listen(dir string, log *slog.Logger) error {
	if !s.locked {
		return nil
	}
	s.access.Version = version
	socket, err := embedded.Listen(dir, s.access, s.embedded, log)
	if err != nil {
		return fmt.Errorf("socket: %w", err)
	}
	s.onClose(func(context.Context) error { return socket.Close() })
	return nil
}

// reach is how a verb comes to the servers: through the serve that runs on the
// data directory, else by opening the data directory, else where the URLs say.
func (s storage) reach(ctx context.Context, log *slog.Logger) (*servers, error) {
	if s.external() {
		return s.open(ctx, log)
	}
	if _, err := os.Stat(s.Data); err != nil {
		return nil, fmt.Errorf("--data: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	for begun := time.Now(); ; {
		servers, err := s.reachOnce(ctx, log)
		if !errors.Is(err, embedded.ErrLocked) || time.Since(begun) > lockedPatience {
			return servers, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (s storage) reachOnce(ctx context.Context, log *slog.Logger) (*servers, error) {
	running, err := embedded.Reach(s.Data)
	if errors.Is(err, embedded.ErrNotRunning) {
		return s.open(ctx, log)
	}
	if err != nil {
		return nil, fmt.Errorf("the running serve: %w", err)
	}
	out := &servers{}
	if err := out.join(ctx, s, running, log); err != nil {
		return nil, errors.Join(err, out.close(log))
	}
	return out, nil
}

// join works on the servers of a running serve.
func (s *servers) join(ctx context.Context, given storage, running *embedded.Reached, log *slog.Logger) error {
	if given.NATSURL != "" || given.PostgresURL != "" {
		return fmt.Errorf("a serve runs on %s and knows its servers: leave out --nats-url and --postgres-url", given.Data)
	}
	if running.Version != version {
		return fmt.Errorf("the serve on %s is version %s, this is %s: use the same program", given.Data, running.Version, version)
	}
	s.access.MasterKey = running.MasterKey
	if given.only != theLog {
		if err := s.reachPostgres(ctx, running.Postgres); err != nil {
			return err
		}
	}
	switch {
	case given.only == theDatabase:
		return nil
	case running.NATS != "":
		s.access.NATS = running.NATS
		return s.reachNATS(ctx, running.NATS, log)
	}
	nc, err := running.Connect(nats.Name("domainflow"))
	if err != nil {
		return fmt.Errorf("NATS of the running serve: %w", err)
	}
	s.nc, s.replicas, s.writable = nc, 1, answers(nc)
	s.onClose(closeConnection(nc))
	return nil
}
