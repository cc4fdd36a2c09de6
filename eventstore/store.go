package eventstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Config opens a store. Only Registry is required.
type Config struct {
	Registry *Registry
	// Replicas of the stream: 1 or 3. 0 leaves an existing stream as it is and makes a new one with 1.
	Replicas int
	// Patience is how long a command fights for its place before [ErrContention], and an append for an answer before
	// [ErrUnavailable]. Default 5 s.
	Patience time.Duration
	// RequestTimeout is how long one request to JetStream may take before its outcome counts as unknown, and how long JetStream may be
	// away, as while it elects a leader, before [ErrUnavailable]. Default 2 s.
	RequestTimeout time.Duration
}

const defaultRequestTimeout = 2 * time.Second

// Store reads and writes the log. It is safe for concurrent use; make one per process, since the locks of [Store.Execute] live in it.
// It does not own the connection.
type Store struct {
	nc       *nats.Conn
	js       jetstream.JetStream
	stream   jetstream.Stream
	identity string
	config   Config
	locks    keyedLocks
}

// Open creates the stream or adopts the one that is there ([*StreamConfigError] if it cannot be used). Several processes may do so at
// the same moment.
func Open(ctx context.Context, nc *nats.Conn, config Config) (*Store, error) {
	if config.Registry == nil {
		return nil, fmt.Errorf("%w: no registry", ErrMalformed)
	}
	if config.Patience == 0 {
		config.Patience = 5 * time.Second
	}
	if config.RequestTimeout == 0 {
		config.RequestTimeout = defaultRequestTimeout
	}
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, unavailable(err)
	}
	s := &Store{nc: nc, js: js, config: config}
	again := s.pacer()
	for {
		s.stream, s.identity, err = openStream(ctx, js, config, configure)
		switch {
		case err == nil:
			return s, nil
		case ctx.Err() != nil || !errors.Is(err, ErrUnavailable) || !again(ctx, doubtful):
			return nil, err
		}
	}
}

// Identity tells this log from any other, also from one that was created anew under the same name.
func (s *Store) Identity() string { return s.identity }
