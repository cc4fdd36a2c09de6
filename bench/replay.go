package main

import (
	"context"

	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// replaying reads a log of n events from its beginning to its end: ours by
// Follow, the limit the same stream with nothing but an ordered consumer.
func replaying(event campaign.NamesGenerated, n int) func(context.Context, *rig) (sides, error) {
	return func(ctx context.Context, r *rig) (sides, error) {
		s, err := r.filled(ctx, event, n)
		if err != nil {
			return sides{}, err
		}
		js, err := jetstream.New(r.nc)
		return sides{
			ours: func() (read int, err error) {
				err = s.Follow(ctx, 0, eventstore.Filter{UpTo: uint64(n)}, func(eventstore.Recorded) error { read++; return nil })
				return read, err
			},
			limit: func() (int, error) {
				return n, read(ctx, js, "EVENTS", 1, n, func(jetstream.Msg) error { return nil })
			},
		}, err
	}
}

// read hands over n messages of a stream, from a sequence on.
func read(ctx context.Context, js jetstream.JetStream, stream string, from uint64, n int, handle func(jetstream.Msg) error) error {
	consumer, err := js.OrderedConsumer(ctx, stream, jetstream.OrderedConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: from,
	})
	if err != nil {
		return err
	}
	messages, err := consumer.Messages()
	if err != nil {
		return err
	}
	defer messages.Stop()
	for range n {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err == nil {
			err = handle(m)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// filled is a store with n events. They are written by several writers at
// once: how is not what is measured.
func (r *rig) filled(ctx context.Context, event campaign.NamesGenerated, n int) (*eventstore.Store, error) {
	a, err := r.aggregates(ctx)
	if err != nil {
		return nil, err
	}
	const writers = 16
	var g errgroup.Group
	for range writers {
		g.Go(func() error { return store(ctx, a.Store, event, n/writers) })
	}
	return a.Store, g.Wait()
}
