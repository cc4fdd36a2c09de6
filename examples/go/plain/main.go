// Command plain prints events while they are stored. What is stored while it
// is not connected it never hears of; see durable.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := listen(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func listen(ctx context.Context) error {
	nc, err := connect()
	if err != nil {
		return err
	}
	defer nc.Close()
	closed := nc.StatusChanged(nats.CLOSED)
	for _, subject := range strings.Split(os.Getenv("NATS_SUBJECTS"), ",") {
		if _, err := nc.Subscribe(subject, show); err != nil {
			return err
		}
	}
	select {
	case <-ctx.Done():
		return nil
	case <-closed: // for good: the user was revoked
		return nc.LastError()
	}
}

// connect signs in with the variables that nats-user printed.
func connect() (*nats.Conn, error) {
	key, err := nkeys.FromSeed([]byte(os.Getenv("NATS_SEED")))
	if err != nil {
		return nil, fmt.Errorf("NATS_SEED: %w", err)
	}
	return nats.Connect(os.Getenv("NATS_URL"), nats.Nkey(os.Getenv("NATS_PUBLIC_KEY"), key.Sign), nats.MaxReconnects(-1))
}

// show prints sequence, type and aggregate; m.Data is the event as JSON.
func show(m *nats.Msg) {
	fmt.Fprintln(os.Stdout, m.Header.Get("Nats-Sequence"), m.Header.Get("ce-type"), m.Header.Get("ce-subject"))
}
