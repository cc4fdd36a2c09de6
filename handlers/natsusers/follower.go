package natsusers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"domainflow/domain/natsuser"
	"domainflow/eventstore"
	"domainflow/internal/embedded"
)

// tryAgain is the pause after JetStream did not do as it was told.
const tryAgain = time.Second

// Follower lets in who is a user by the log.
type Follower struct {
	log       *eventstore.Store
	server    *embedded.NATS
	consumers consumers
	logger    *slog.Logger
	users     []User
}

// New makes a follower; Run starts it. nc is a connection to the server that
// may do everything.
func New(log *eventstore.Store, server *embedded.NATS, nc *nats.Conn, logger *slog.Logger) (*Follower, error) {
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, fmt.Errorf("NATS users: %w", err)
	}
	return &Follower{log: log, server: server, consumers: consumers{js}, logger: logger}, nil
}

// Run follows the log until ctx ends. A lost event store is waited for; until
// it is there for the first time nobody is let in.
func (f *Follower) Run(ctx context.Context) error {
	for {
		err := f.follow(ctx)
		if ctx.Err() == nil {
			f.logger.Warn("NATS users are not up to date, tried again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(tryAgain):
		}
	}
}

func (f *Follower) follow(ctx context.Context) error {
	head, err := f.begin(ctx)
	if err != nil {
		return err
	}
	return f.log.Follow(ctx, head, filter(0), func(r eventstore.Recorded) error {
		if f.users, err = fold(f.users, r); err != nil {
			return err
		}
		return f.apply(ctx, r)
	})
}

// begin puts everything right as of now.
func (f *Follower) begin(ctx context.Context) (head uint64, err error) {
	if f.users, head, err = All(ctx, f.log); err != nil {
		return 0, err
	}
	for _, u := range f.users {
		if err := f.consumers.ensure(ctx, u); err != nil {
			return 0, err
		}
	}
	if err := f.admit(); err != nil {
		return 0, err
	}
	return head, f.consumers.keepOnly(ctx, f.users)
}

// apply carries out the last event: the consumer of a user is there before
// they are, and goes after them.
func (f *Follower) apply(ctx context.Context, r eventstore.Recorded) error {
	if i := slices.IndexFunc(f.users, func(u User) bool { return u.ID == r.Ref.ID }); i >= 0 {
		if err := f.consumers.ensure(ctx, f.users[i]); err != nil {
			return err
		}
		return f.admit()
	}
	if err := f.admit(); err != nil {
		return err
	}
	return f.consumers.remove(ctx, natsuser.Consumer(r.Ref.ID))
}

// admit closes the door on all others. Somebody whom the server refuses keeps
// nobody else out, and nobody who was revoked in.
func (f *Follower) admit() error {
	guests := make([]embedded.User, len(f.users))
	for i, u := range f.users {
		guests[i] = embedded.User{ID: u.ID, PublicKey: u.PublicKey, Subjects: u.Subjects, Consumer: natsuser.Consumer(u.ID)}
	}
	for {
		err := f.server.SetUsers(guests)
		var refused *embedded.UserError
		if !errors.As(err, &refused) {
			return err
		}
		f.logger.Error("a NATS user cannot be let in", "user", refused.ID, "error", err)
		guests = slices.DeleteFunc(guests, func(g embedded.User) bool { return g.ID == refused.ID })
	}
}
