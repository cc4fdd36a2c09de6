package eventstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	// ackWait is how long the server waits for an ack or a sign of life before it delivers again.
	ackWait = 30 * time.Second
	// firstRetry and lastRetry bound the pause before an event that failed comes again; it doubles in between.
	firstRetry = 100 * time.Millisecond
	lastRetry  = 30 * time.Second
)

// Durable hands over every event of f at least once, from the first of the log, under a name whose position the server keeps. Events
// come in order, one at a time, also when several processes share the name; an event that fails comes again, later and later, and
// holds up the ones behind it. Handling must be idempotent. It returns when ctx ends (its error), when a message is no event, or when
// the connection is closed ([ErrUnavailable]). UpTo and CaughtUp of f have no meaning here and are refused.
func (s *Store) Durable(ctx context.Context, name string, f Filter, handle func(context.Context, Recorded) error) error {
	if !isToken(name) || f.UpTo != 0 || f.CaughtUp != nil {
		return fmt.Errorf("%w: durable %q", ErrMalformed, name)
	}
	d := &durable{store: s, config: durableConfig(name, f), handle: handle}
	for failures := 1; ; failures++ {
		err := d.session(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case !errors.Is(err, errInterrupted):
			return err
		case s.nc.IsClosed():
			return unavailable(err)
		}
		if err := pause(ctx, failures); err != nil {
			return err
		}
	}
}

type durable struct {
	store  *Store
	config jetstream.ConsumerConfig
	handle func(context.Context, Recorded) error
}

func durableConfig(name string, f Filter) jetstream.ConsumerConfig {
	subjects := (&follower{filter: f}).subjects()
	return jetstream.ConsumerConfig{
		Durable:        name,
		DeliverPolicy:  jetstream.DeliverAllPolicy,
		AckPolicy:      jetstream.AckExplicitPolicy,
		AckWait:        ackWait,
		MaxDeliver:     -1, // with a limit the server would stop silently
		MaxAckPending:  1,  // redelivery reorders, unless nothing else is out
		FilterSubjects: subjects,
		HeadersOnly:    f.HeadersOnly,
	}
}

func (d *durable) session(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, d.store.config.RequestTimeout)
	defer cancel()
	consumer, err := d.store.stream.CreateOrUpdateConsumer(limited, d.config)
	if err != nil {
		return interruptedUnlessOurs(err)
	}
	// More than one is asked for only because the iterator's buffer must also hold status lines.
	messages, err := consumer.Messages(jetstream.PullMaxMessages(16), jetstream.PullHeartbeat(heartbeat),
		jetstream.WithMessagesErrOnMissingHeartbeat(true))
	if err != nil {
		return interrupted(err)
	}
	defer messages.Stop()
	defer context.AfterFunc(ctx, messages.Stop)()
	for {
		msg, err := messages.Next()
		if err != nil {
			return interrupted(err)
		}
		if err := d.receive(ctx, msg); err != nil {
			return err
		}
	}
}

// receive handles one delivery and settles it. A failed ack costs one delivery more.
func (d *durable) receive(ctx context.Context, msg jetstream.Msg) error {
	meta, err := msg.Metadata()
	if err != nil {
		return interrupted(err)
	}
	m := message{subject: msg.Subject(), sequence: meta.Sequence.Stream, at: meta.Timestamp, header: msg.Headers()}
	if !d.config.HeadersOnly {
		m.data = msg.Data()
	}
	r, err := d.store.config.Registry.record(m)
	if err != nil {
		return err
	}
	if d.handleAlive(ctx, msg, r) != nil {
		return settled(msg.NakWithDelay(min(lastRetry, firstRetry<<min(meta.NumDelivered-1, 10))))
	}
	limited, cancel := context.WithTimeout(ctx, d.store.config.RequestTimeout)
	defer cancel()
	return settled(msg.DoubleAck(limited))
}

func settled(err error) error {
	if err != nil && !errors.Is(err, nats.ErrMsgAlreadyAckd) {
		return interrupted(err)
	}
	return nil
}

// handleAlive keeps the delivery ours for as long as handling takes.
func (d *durable) handleAlive(ctx context.Context, msg jetstream.Msg, r Recorded) error {
	done := make(chan struct{})
	defer close(done)
	go func() {
		ticker := time.NewTicker(ackWait / 3)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				_ = msg.InProgress() // the next one, or a redelivery, makes up for it
			}
		}
	}()
	return d.handle(ctx, r)
}
