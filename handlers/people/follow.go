package people

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"domainflow/domain/user"
	"domainflow/eventstore"
)

// tryAgain is the pause after the log could not be read.
const tryAgain = time.Second

// Follow feeds a directory until ctx ends. A lost event store is waited for;
// the directory keeps what it knows meanwhile. ready is called once, when the
// directory has everything that stood in the log when it was first read:
// before, it knows nobody, and nobody should be turned away.
func Follow(ctx context.Context, log *eventstore.Store, d *user.Directory, logger *slog.Logger, ready func()) error {
	var once sync.Once
	filter := eventstore.Filter{
		Subjects: []eventstore.Pattern{eventstore.LifecycleFilter(user.Category)},
		CaughtUp: func(uint64) { once.Do(ready) },
	}
	for {
		after, _ := d.Reached()
		err := log.Follow(ctx, after, filter, func(r eventstore.Recorded) error { return apply(d, r, logger) })
		if ctx.Err() == nil {
			logger.Warn("the directory of users is not up to date, tried again", "error", err)
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
func apply(d *user.Directory, r eventstore.Recorded, logger *slog.Logger) error {
	event, err := r.Decode()
	var unknown *eventstore.UnknownEventError
	if errors.As(err, &unknown) {
		logger.Error("an event of a newer version about a user is ignored", "sequence", r.Sequence, "type", r.Name())
		return nil
	}
	if err != nil {
		return err
	}
	if e, ok := event.(user.Event); ok {
		d.Apply(r.Sequence, r.Ref.ID, e)
	}
	return nil
}
