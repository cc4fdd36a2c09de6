package processors

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const workStream = "WORK"

// queue is the WORK stream: a work queue in memory. Whatever is in it can be
// rebuilt from EVENTS, so nothing here needs to be durable.
type queue struct {
	js       jetstream.JetStream
	replicas int
}

func newQueue(nc *nats.Conn, replicas int) (*queue, error) {
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, fmt.Errorf("work queue: %w", err)
	}
	return &queue{js: js, replicas: replicas}, nil
}

// ensure creates the stream when it is missing: at first, and after a restart
// of the server, which forgets what is in memory. It looks before it creates:
// on a cluster a creation that changes nothing is agreed upon all the same.
// When it was made tells a stream from the one that was there before.
func (q *queue) ensure(ctx context.Context) (made time.Time, err error) {
	stream, err := q.js.Stream(ctx, workStream)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		stream, err = q.js.CreateStream(ctx, jetstream.StreamConfig{
			Name: workStream, Subjects: []string{"work.>"}, Retention: jetstream.WorkQueuePolicy,
			Storage: jetstream.MemoryStorage, Discard: jetstream.DiscardNew, Replicas: q.replicas,
		})
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("work queue: %w", err)
	}
	return stream.CachedInfo().Created, nil
}

// consumer is the one shared consumer of a step. It has no delivery limit:
// the server would stop delivering silently; poison is counted by workers.
func (q *queue) consumer(ctx context.Context, step Step, ackWait time.Duration) (jetstream.Consumer, error) {
	if _, err := q.ensure(ctx); err != nil {
		return nil, err
	}
	c, err := q.js.Consumer(ctx, workStream, string(step))
	if errors.Is(err, jetstream.ErrConsumerNotFound) {
		c, err = q.js.CreateOrUpdateConsumer(ctx, workStream, jetstream.ConsumerConfig{
			Durable: string(step), FilterSubject: "work." + string(step) + ".>", AckPolicy: jetstream.AckExplicitPolicy,
			AckWait: ackWait, MaxDeliver: -1, MaxAckPending: 10_000, MemoryStorage: true,
		})
	}
	if err != nil {
		return nil, fmt.Errorf("work queue, %s: %w", step, err)
	}
	return c, nil
}

// JetStream API error codes, nats-server 2.15.
const (
	codeWrongLastSequence = 10071
	codeMessageInFlight   = 10164
)

// put adds a unit. One that is in the queue already, or leased, stays as it
// is: the expectation that its subject is empty makes put idempotent.
func (q *queue) put(ctx context.Context, u unit) error {
	_, err := q.js.Publish(ctx, u.subject(), nil, jetstream.WithExpectLastSequencePerSubject(0))
	var api *jetstream.APIError
	if errors.As(err, &api) && (api.ErrorCode == codeWrongLastSequence || api.ErrorCode == codeMessageInFlight) {
		return nil
	}
	return err
}

// units lists what is in the queue, leased units too. A queue that is missing
// has none.
func (q *queue) units(ctx context.Context) ([]unit, error) {
	stream, err := q.js.Stream(ctx, workStream)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("work queue: %w", err)
	}
	info, err := stream.Info(ctx, jetstream.WithSubjectFilter(">"))
	if err != nil {
		return nil, fmt.Errorf("work queue: %w", err)
	}
	var units []unit
	for subject := range info.State.Subjects {
		if u, err := parseUnit(subject); err == nil {
			units = append(units, u)
		}
	}
	return units, nil
}

// drop removes all units of a campaign, leased ones too.
func (q *queue) drop(ctx context.Context, step Step, campaign string) error {
	stream, err := q.js.Stream(ctx, workStream)
	if err != nil {
		return err
	}
	return stream.Purge(ctx, jetstream.WithPurgeSubject(fmt.Sprintf("work.%s.%s.>", step, campaign)))
}
