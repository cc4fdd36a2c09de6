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
	// heartbeat of a waiting pull. On a cluster the first pull after creating a consumer is sometimes lost without an error (69 of
	// 1,797); two missed beats show it.
	heartbeat = 500 * time.Millisecond
	// idle is how long nothing may come before a session checks that there is nothing.
	idle = time.Second
	// pullMessages and pullBytes bound what is on the way to one reader.
	pullMessages = 500
	pullBytes    = 16 << 20
)

// session is one consumer's life within a Follow.
type session struct {
	*follower
	consumer   jetstream.Consumer
	reconnects uint64
	// delivered counts the consumer's messages, which are numbered without gaps.
	delivered uint64
	// suspicious says that at the last idle check the consumer had sent more than came.
	suspicious bool
	marked     bool
}

// session reads with a new consumer until it breaks (errInterrupted) or the follower is done.
func (fo *follower) session(ctx context.Context) error {
	if fo.filter.UpTo != 0 && fo.position >= fo.filter.UpTo {
		return nil
	}
	if err := fo.findEnd(ctx); err != nil {
		return interrupted(err)
	}
	se := &session{follower: fo, reconnects: fo.store.nc.Stats().Reconnects}
	config := fo.consumerConfig()
	se.marked = len(config.FilterSubjects) > len(fo.filter.Subjects)
	limited, cancel := context.WithTimeout(ctx, fo.store.config.RequestTimeout)
	defer cancel()
	var err error
	if se.consumer, err = fo.store.stream.CreateConsumer(limited, config); err != nil {
		return interruptedUnlessOurs(err)
	}
	defer se.deleteConsumer(ctx)
	return se.read(ctx)
}

func (se *session) read(ctx context.Context) error {
	messages, err := se.consumer.Messages(
		jetstream.PullMaxMessagesWithBytesLimit(pullMessages, pullBytes),
		jetstream.PullHeartbeat(heartbeat),
		jetstream.WithMessagesErrOnMissingHeartbeat(true))
	if err != nil {
		return interrupted(err)
	}
	defer messages.Stop()
	defer context.AfterFunc(ctx, messages.Stop)()
	for {
		msg, err := messages.Next(jetstream.NextMaxWait(idle))
		switch {
		case errors.Is(err, nats.ErrTimeout):
			if err := se.check(ctx); err != nil {
				return err
			}
			continue
		case err != nil:
			return interrupted(err)
		}
		if done, err := se.receive(msg); done || err != nil {
			return err
		}
	}
}

// receive takes one message if it is the consumer's next; messages are lost with a connection.
func (se *session) receive(msg jetstream.Msg) (done bool, err error) {
	meta, err := msg.Metadata()
	if err != nil {
		return false, interrupted(err)
	}
	if meta.Sequence.Consumer != se.delivered+1 {
		return false, fmt.Errorf("%w: message %d after %d", errInterrupted, meta.Sequence.Consumer, se.delivered)
	}
	se.delivered, se.suspicious = meta.Sequence.Consumer, false
	m := message{subject: msg.Subject(), sequence: meta.Sequence.Stream, at: meta.Timestamp, header: msg.Headers()}
	if !se.filter.HeadersOnly {
		m.data = msg.Data()
	}
	return se.accept(m, se.marked)
}

// check is the watchdog over silence: the last messages before a reconnect, or over a broken route inside a cluster, are missed by
// nobody else, since nothing follows them that would show the gap.
func (se *session) check(ctx context.Context) error {
	if se.store.nc.Stats().Reconnects != se.reconnects {
		return fmt.Errorf("%w: reconnected", errInterrupted)
	}
	if se.filter.UpTo != 0 && se.end == nil {
		if err := se.findEnd(ctx); err != nil || se.end != nil {
			return fmt.Errorf("%w: the log has reached the end that was asked for", errInterrupted)
		}
	}
	limited, cancel := context.WithTimeout(ctx, se.store.config.RequestTimeout)
	defer cancel()
	info, err := se.consumer.Info(limited)
	if err != nil {
		return interrupted(err)
	}
	behind := info.Delivered.Consumer != se.delivered || info.NumPending > 0
	if behind && se.suspicious {
		return fmt.Errorf("%w: %d delivered, %d came, %d pending", errInterrupted, info.Delivered.Consumer, se.delivered, info.NumPending)
	}
	se.suspicious = behind
	return nil
}

// deleteConsumer is a courtesy: the server forgets unused ones by itself.
func (se *session) deleteConsumer(ctx context.Context) {
	if !se.store.nc.IsConnected() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), heartbeat)
	defer cancel()
	_ = se.store.stream.DeleteConsumer(ctx, se.consumer.CachedInfo().Name)
}

func interrupted(err error) error { return fmt.Errorf("%w: %w", errInterrupted, err) }

// interruptedUnlessOurs tells filters the server refuses, which it would refuse again, from an outage.
func interruptedUnlessOurs(err error) error {
	var api *jetstream.APIError
	if errors.As(err, &api) && (api.ErrorCode == jetstream.JSErrCodeOverlappingFilterSubjects || api.ErrorCode == jetstream.JSErrCodeConsumerEmptyFilter) {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return interrupted(err)
}
