package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/nats-io/nats.go"

	"domainflow/eventstore"
)

// await calls reach until it succeeds or fails for good, startWithin at most. A
// storage that is patient waits for servers that do not answer yet: where many
// machines start at once, nobody knows which is first.
func (s storage) await(ctx context.Context, log *slog.Logger, reach func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	for said := false; ; said = true {
		err := reach(ctx)
		if err == nil || !s.patient || !isAway(err) {
			return err
		}
		if !said {
			log.Warn("a server cannot be reached yet, waiting for it", "error", err)
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(awaitPause):
		}
	}
}

const awaitPause = 200 * time.Millisecond

// isAway tells a server that does not answer, or not yet, from one that
// refuses us.
func isAway(err error) bool {
	if errors.Is(err, nats.ErrNoServers) || errors.Is(err, eventstore.ErrUnavailable) {
		return true
	}
	if refusal, ok := errors.AsType[*pgconn.PgError](err); ok {
		return refusal.Code == "57P03" // cannot_connect_now: it starts, or recovers
	}
	_, ok := errors.AsType[*pgconn.ConnectError](err)
	return ok
}
