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
	var users []User
	filter := eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.LifecycleFilter(natsuser.Category)}}
	head, err := log.FollowToHead(ctx, filter, func(r eventstore.Recorded) (err error) {
		users, err = fold(users, r)
		return err
	})
	return users, head, err
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
