package eventstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// The pull API of JetStream is spoken here directly (NATS ADR-9, ADR-13, ADR-37). The iterator of nats.go 1.55 hides what heartbeats
// say about lost messages, and drops messages when pulls are limited in bytes, since its buffer has no room for their status lines.
const (
	// pullMessages and pullBytes bound one request; at most one and a half are on the way to a reader.
	pullMessages = 500
	pullBytes    = 8 << 20
	// pullExpires is when the server gives up a request and a new one is made.
	pullExpires = 30 * time.Second
	// heartbeat of a waiting request. On a cluster the first request after creating a consumer is sometimes lost without an error (69
	// of 1,797); silence over two beats shows it.
	heartbeat = 500 * time.Millisecond
	silence   = 3
	// buffer has room for the messages on the way and for the status lines between them.
	buffer = 2*pullMessages + 256
)

// Status lines of a pull, and what they say.
const (
	statusHeartbeat = "100"
	statusTimeout   = "408"
	statusEnded     = "409" // the request is over: bytes used up, batch completed; also if the consumer is gone, without leftover then

	hdrStatus       = "Status"
	hdrLeftover     = "Nats-Pending-Messages"
	hdrLastConsumer = "Nats-Last-Consumer"
)

// session is one consumer's life within a Follow.
type session struct {
	*follower
	next    string // where its messages are requested
	inbox   string
	arrived chan *nats.Msg
	// promised is how many messages the open requests still allow the server to send.
	promised int
	// delivered counts the consumer's messages, which are numbered without gaps.
	delivered uint64
	// quiet counts the ticks of a heartbeat since the last sign of life.
	quiet int
	// marked says that the consumer also brings events that are only marks.
	marked bool
}

// session reads with a new consumer until it breaks (errInterrupted) or the follower is done.
func (fo *follower) session(ctx context.Context) error {
	if fo.filter.UpTo != 0 && fo.position >= fo.filter.UpTo {
		return nil
	}
	if err := errors.Join(fo.findTail(ctx), fo.findEnd(ctx)); err != nil {
		return err
	}
	config := fo.consumerConfig()
	limited, cancel := context.WithTimeout(ctx, fo.store.config.RequestTimeout)
	defer cancel()
	consumer, err := fo.store.stream.CreateConsumer(limited, config)
	if err != nil {
		return interruptedUnlessOurs(err)
	}
	name := consumer.CachedInfo().Name
	defer fo.store.deleteConsumer(ctx, name)
	se := &session{
		follower: fo, next: "$JS.API.CONSUMER.MSG.NEXT." + streamName + "." + name, inbox: fo.store.nc.NewInbox(),
		arrived: make(chan *nats.Msg, buffer), marked: len(config.FilterSubjects) > len(fo.filter.Subjects),
	}
	subscription, err := fo.store.nc.ChanSubscribe(se.inbox, se.arrived)
	if err != nil {
		return interrupted(err)
	}
	defer func() { _ = subscription.Unsubscribe() }() // fails only if the connection is gone, and the subscription with it
	return se.read(ctx)
}

func (se *session) read(ctx context.Context) error {
	beats := time.NewTicker(heartbeat)
	defer beats.Stop()
	for ctx.Err() == nil {
		if err := se.pull(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
		case <-beats.C:
			if err := se.beat(ctx); err != nil {
				return err
			}
		case m, open := <-se.arrived:
			if !open {
				return fmt.Errorf("%w: connection closed", errInterrupted)
			}
			se.quiet = 0
			if done, err := se.take(m); done || err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// pull keeps enough messages promised that the server never waits for a reader that is as fast as itself.
func (se *session) pull() error {
	if se.promised > pullMessages/2 {
		return nil
	}
	body, err := json.Marshal(map[string]int64{
		"batch": pullMessages, "max_bytes": pullBytes, "expires": int64(pullExpires), "idle_heartbeat": int64(heartbeat),
	})
	if err == nil {
		err = se.store.nc.PublishMsg(&nats.Msg{Subject: se.next, Reply: se.inbox, Data: body})
	}
	if err != nil {
		return interrupted(err)
	}
	se.promised += pullMessages
	return nil
}

// beat is the watchdog over silence, and looks whether the log has grown to an end that lay in the future.
func (se *session) beat(ctx context.Context) error {
	if se.quiet++; se.quiet >= silence {
		return fmt.Errorf("%w: silence", errInterrupted)
	}
	if se.filter.UpTo == 0 || se.end != nil {
		return nil
	}
	if err := se.findEnd(ctx); err != nil {
		return err
	}
	if se.end != nil && len(se.filter.Subjects) > 0 {
		return fmt.Errorf("%w: the end is known now", errInterrupted)
	}
	return nil
}

// take sorts events from status lines.
func (se *session) take(m *nats.Msg) (done bool, err error) {
	switch status := m.Header.Get(hdrStatus); {
	case status == "" || m.Reply != "":
		return se.receive(m)
	case status == statusHeartbeat:
		return false, se.compare(m.Header.Get(hdrLastConsumer))
	case status == statusTimeout, status == statusEnded:
		leftover, err := strconv.Atoi(m.Header.Get(hdrLeftover))
		if err != nil {
			return false, fmt.Errorf("%w: status %s", errInterrupted, status)
		}
		se.promised -= leftover
		return false, nil
	default:
		return false, fmt.Errorf("%w: status %s", errInterrupted, status)
	}
}

// compare finds messages lost at the end, with a connection or a route inside a cluster: nothing follows them that would show the gap.
func (se *session) compare(sent string) error {
	if sent != strconv.FormatUint(se.delivered, 10) {
		return fmt.Errorf("%w: %s sent, %d came", errInterrupted, sent, se.delivered)
	}
	return nil
}

// receive takes one message if it is the consumer's next.
func (se *session) receive(msg *nats.Msg) (done bool, err error) {
	meta, err := msg.Metadata()
	if err != nil {
		return false, interrupted(err)
	}
	if meta.Sequence.Consumer != se.delivered+1 {
		return false, fmt.Errorf("%w: message %d after %d", errInterrupted, meta.Sequence.Consumer, se.delivered)
	}
	se.delivered = meta.Sequence.Consumer
	se.promised--
	m := message{subject: msg.Subject, sequence: meta.Sequence.Stream, at: meta.Timestamp.UTC(), header: msg.Header}
	if !se.filter.HeadersOnly {
		m.data = msg.Data
	}
	return se.accept(m, se.marked)
}

// deleteConsumer is a courtesy: the server forgets unused ones by itself.
func (s *Store) deleteConsumer(ctx context.Context, name string) {
	if !s.nc.IsConnected() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), heartbeat)
	defer cancel()
	_ = s.stream.DeleteConsumer(ctx, name)
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
