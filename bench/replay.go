package main

import (
	"context"
	"errors"

	"github.com/nats-io/nats.go/jetstream"

	"domainflow/eventstore"
)

// replays is how many events one run of replay reads.
const replays = 20_000

// replayOurs follows the log from its beginning to its end.
func replayOurs(ctx context.Context, r *rig) (func() (int, error), error) {
	s, err := r.filled(ctx)
	return func() (int, error) {
		n := 0
		err := s.Follow(ctx, 0, eventstore.Filter{UpTo: replays}, func(eventstore.Recorded) error { n++; return nil })
		return n, err
	}, err
}

// replayLimit reads the same stream with nothing but an ordered consumer.
func replayLimit(ctx context.Context, r *rig) (func() (int, error), error) {
	if _, err := r.filled(ctx); err != nil {
		return nil, err
	}
	js, err := jetstream.New(r.nc)
	return func() (int, error) { return read(ctx, js, "EVENTS", replays, func(jetstream.Msg) error { return nil }) }, err
}

// read hands over the first n messages of a stream.
func read(ctx context.Context, js jetstream.JetStream, stream string, n int, handle func(jetstream.Msg) error) (int, error) {
	consumer, err := js.OrderedConsumer(ctx, stream, jetstream.OrderedConsumerConfig{})
	if err != nil {
		return 0, err
	}
	messages, err := consumer.Messages()
	if err != nil {
		return 0, err
	}
	defer messages.Stop()
	for i := range n {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err == nil {
			err = handle(m)
		}
		if err != nil {
			return i, err
		}
	}
	return n, nil
}

// filled is a store with replays events. They are written by several writers
// at once: how is not what is measured.
func (r *rig) filled(ctx context.Context) (*eventstore.Store, error) {
	a, err := r.aggregates(ctx)
	if err != nil {
		return nil, err
	}
	const writers = 16
	failed := make(chan error, writers)
	for range writers {
		go func() { failed <- store(ctx, a.Store, replays/writers) }()
	}
	for range writers {
		err = errors.Join(err, <-failed)
	}
	return a.Store, err
}
