package natsusers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"domainflow/domain/natsuser"
)

const (
	stream = "EVENTS"
	// ackWait is how long a user may take for a message before it comes again.
	ackWait = 30 * time.Second
	// maxAckPending events of at most 1 MiB stay below the 64 MiB of unread data at which the server cuts a client off, however many
	// messages it asks for at once.
	maxAckPending = 50
	// maxExpires bounds one request for messages, see embedded.User. Clients ask for 30 s unless told otherwise.
	maxExpires = time.Minute
)

// consumers are those of users on EVENTS.
type consumers struct{ js jetstream.JetStream }

// ensure makes the consumer of a user, or leaves it where it is in the log.
func (c consumers) ensure(ctx context.Context, u User) error {
	_, err := c.js.CreateOrUpdateConsumer(ctx, stream, jetstream.ConsumerConfig{
		Durable: natsuser.Consumer(u.ID), FilterSubjects: u.Subjects, DeliverPolicy: jetstream.DeliverAllPolicy,
		AckPolicy: jetstream.AckExplicitPolicy, AckWait: ackWait, MaxDeliver: -1, MaxAckPending: maxAckPending, MaxRequestExpires: maxExpires,
	})
	if err != nil {
		return fmt.Errorf("consumer of NATS user %s: %w", u.ID, err)
	}
	return nil
}

// remove may be called for a consumer that does not exist. Its name is never used again: one that is made while another of its name is
// being deleted may begin at the position of the latter (seen with nats-server 2.15.2).
func (c consumers) remove(ctx context.Context, name string) error {
	err := c.js.DeleteConsumer(ctx, stream, name)
	if err != nil && !errors.Is(err, jetstream.ErrConsumerNotFound) {
		return fmt.Errorf("removing consumer %s: %w", name, err)
	}
	return nil
}

// keepOnly removes the consumers of all but these users.
func (c consumers) keepOnly(ctx context.Context, users []User) error {
	events, err := c.js.Stream(ctx, stream)
	if err != nil {
		return err
	}
	names := events.ConsumerNames(ctx)
	var gone []string // the list comes in pages, which removing would shift
	for name := range names.Name() {
		id, ours := strings.CutPrefix(name, natsuser.Consumer(""))
		if ours && !slices.ContainsFunc(users, func(u User) bool { return u.ID == id }) {
			gone = append(gone, name)
		}
	}
	errs := []error{names.Err()}
	for _, name := range gone {
		errs = append(errs, c.remove(ctx, name))
	}
	return errors.Join(errs...)
}
