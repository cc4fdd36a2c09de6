package people

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"domainflow/domain/role"
	"domainflow/domain/user"
	"domainflow/eventstore"
)

// tryAgain is the pause after the log could not be read.
const tryAgain = time.Second

// Follower feeds a directory.
type Follower struct {
	Log       *eventstore.Store
	Directory *user.Directory
	Logger    *slog.Logger
	// Ready is called once, when the directory has everything that stood in
	// the log when it was first read. Before, it knows nobody, and nobody
	// should be turned away.
	Ready func()
	// Applied is called after each event, from the first of the log on, in its
	// order. May be nil.
	Applied func(id string, e user.Event)
}

// Run follows the log until ctx ends. A lost event store is waited for; the
// directory keeps what it knows meanwhile. It reaches the sequence of every
// command that [Users] decided.
func (f Follower) Run(ctx context.Context) error {
	var once sync.Once
	filter := eventstore.Filter{
		Subjects: []eventstore.Pattern{eventstore.LifecycleFilter(user.Category), eventstore.LifecycleFilter(role.Category)},
		CaughtUp: func(head uint64) {
			f.Directory.Advance(head)
			once.Do(f.Ready)
		},
	}
	for {
		after, _ := f.Directory.Reached()
		err := f.Log.Follow(ctx, after, filter, f.apply)
		if ctx.Err() == nil {
			f.Logger.Warn("the directory of users is not up to date, tried again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(tryAgain):
		}
	}
}

// apply passes over what only a newer program knows: standing still would also
// miss who is deactivated later.
func (f Follower) apply(r eventstore.Recorded) error {
	event, err := r.Decode()
	var unknown *eventstore.UnknownEventError
	switch {
	case errors.As(err, &unknown):
		f.Logger.Error("an event of a newer version about a user is ignored", "sequence", r.Sequence, "type", r.Name())
	case err != nil:
		return err
	}
	e, ok := event.(user.Event)
	if !ok {
		f.Directory.Advance(r.Sequence)
		return nil
	}
	f.Directory.Apply(r.Sequence, r.Ref.ID, e)
	if f.Applied != nil {
		f.Applied(r.Ref.ID, e)
	}
	return nil
}
