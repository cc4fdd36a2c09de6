package natsusers

import (
	"context"
	"slices"
	"time"

	"domainflow/domain/natsuser"
	"domainflow/eventstore"
)

// User is a user that exists.
type User struct {
	ID string
	natsuser.User
	CreatedAt time.Time
}

// All are the users that exist, in the order in which they were created, and
// the end of the log that this is known of.
func All(ctx context.Context, log *eventstore.Store) ([]User, uint64, error) {
	head, _, err := log.Last(ctx)
	if err != nil || head == 0 {
		return nil, head, err
	}
	var users []User
	err = log.Follow(ctx, 0, filter(head), func(r eventstore.Recorded) error {
		users, err = fold(users, r)
		return err
	})
	return users, head, err
}

// filter selects the events of NATS users up to a sequence.
func filter(upTo uint64) eventstore.Filter {
	return eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.LifecycleFilter(natsuser.Category)}, UpTo: upTo}
}

func fold(users []User, r eventstore.Recorded) ([]User, error) {
	event, err := r.Decode()
	switch e := event.(type) {
	case natsuser.Created:
		users = append(users, User{ID: r.Ref.ID, User: e.User, CreatedAt: r.Time})
	case natsuser.Revoked:
		users = slices.DeleteFunc(users, func(u User) bool { return u.ID == r.Ref.ID })
	}
	return users, err
}
