// Command durable prints every event, from the first of the log on. NATS keeps
// its position: stopped and started again it goes on where it was. After a
// crash the last events may come twice.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nkeys"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := read(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read(ctx context.Context) error {
	nc, err := connect()
	if err != nil {
		return err
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	consumer, err := js.Consumer(ctx, "EVENTS", os.Getenv("NATS_CONSUMER"))
	if err != nil {
		return err
	}
	messages, err := consumer.Messages(jetstream.WithMessagesErrOnMissingHeartbeat(false)) // wait for a server that is away
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, messages.Drain) // what has arrived is still handled
	for {
		m, err := messages.Next()
		if err != nil && ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if err := handle(m); err != nil {
			return err
		}
	}
}

// handle prints sequence, type and aggregate; m.Data() is the event as JSON.
// What is not acknowledged within 30 s comes again.
func handle(m jetstream.Msg) error {
	at, err := m.Metadata()
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout, at.Sequence.Stream, m.Headers().Get("ce-type"), m.Headers().Get("ce-subject"))
	return m.Ack()
}

// connect signs in with the variables that nats-user printed. Answers come to
// the inbox of the user, and to no other.
func connect() (*nats.Conn, error) {
	key, err := nkeys.FromSeed([]byte(os.Getenv("NATS_SEED")))
	if err != nil {
		return nil, fmt.Errorf("NATS_SEED: %w", err)
	}
	return nats.Connect(os.Getenv("NATS_URL"), nats.Nkey(os.Getenv("NATS_PUBLIC_KEY"), key.Sign),
		nats.CustomInboxPrefix(os.Getenv("NATS_INBOX_PREFIX")), nats.MaxReconnects(-1))
}
