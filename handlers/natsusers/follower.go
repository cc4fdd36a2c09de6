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
	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/handlers/people"
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
	people    *user.Directory
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
	return f.log.Follow(ctx, head, usersAndPeople, func(r eventstore.Recorded) error {
		if err := f.fold(r); err != nil {
			return err
		}
		return f.apply(ctx, r)
	})
}

// usersAndPeople selects what decides who is let in.
var usersAndPeople = eventstore.Filter{
	Subjects: []eventstore.Pattern{eventstore.LifecycleFilter(natsuser.Category), eventstore.LifecycleFilter(user.Category)},
}

// fold passes over what only a newer program knows: standing still would also
// miss who is deactivated or revoked later.
func (f *Follower) fold(r eventstore.Recorded) (err error) {
	if r.Ref.Category == natsuser.Category {
		f.users, err = fold(f.users, r)
	} else {
		err = f.foldPerson(r)
	}
	var unknown *eventstore.UnknownEventError
	if errors.As(err, &unknown) {
		f.logger.Error("an event of a newer version about who may read is ignored", "sequence", r.Sequence, "type", r.Name())
		return nil
	}
	return err
}

func (f *Follower) foldPerson(r eventstore.Recorded) error {
	event, err := r.Decode()
	if e, ok := event.(user.Event); ok {
		f.people.Apply(r.Sequence, r.Ref.ID, e)
	}
	return err
}

// begin puts everything right as of now.
func (f *Follower) begin(ctx context.Context) (head uint64, err error) {
	f.users, f.people = nil, user.NewDirectory()
	if head, err = f.log.FollowToHead(ctx, usersAndPeople, f.fold); err != nil {
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
// they are, and goes after them. What happens to a person acts on those they
// own; consumers keep their positions meanwhile.
func (f *Follower) apply(ctx context.Context, r eventstore.Recorded) error {
	if r.Ref.Category == user.Category {
		return f.admit()
	}
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
	guests := make([]embedded.User, 0, len(f.users))
	for _, u := range f.users {
		if f.mayRead(u) {
			guests = append(guests, embedded.User{ID: u.ID, PublicKey: u.PublicKey, Subjects: u.Subjects, Consumer: natsuser.Consumer(u.ID)})
		}
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

// mayRead says whether the owner of a user may read by now what it reads.
func (f *Follower) mayRead(u User) bool {
	if u.OwnerID == "" {
		return true
	}
	owner, active := f.people.Active(u.OwnerID)
	return active && people.MayHear(owner.Permissions, u.Subjects)
}
