package settings

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"domainflow/domain/setting"
	"domainflow/eventstore"
)

// tryAgain is the pause after the event store was lost for good.
const tryAgain = time.Second

// Follower knows the settings of now.
type Follower struct {
	log      *eventstore.Store
	logger   *slog.Logger
	changed  func(setting.Settings)
	now      atomic.Pointer[setting.Settings]
	position uint64
}

// Open reads the settings; Run follows them. changed hears of them before Open
// returns, and of every change then, one at a time; nil for nobody.
func Open(ctx context.Context, log *eventstore.Store, changed func(setting.Settings), logger *slog.Logger) (*Follower, error) {
	if changed == nil {
		changed = func(setting.Settings) {}
	}
	f := &Follower{log: log, logger: logger, changed: changed}
	f.set(setting.Defaults())
	head, err := log.FollowToHead(ctx, changes, f.fold)
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	f.position = head
	return f, nil
}

// Now are the settings to act by. What they hold is not to be changed.
func (f *Follower) Now() setting.Settings { return *f.now.Load() }

// Run follows the log until ctx ends.
func (f *Follower) Run(ctx context.Context) error {
	for {
		err := f.log.Follow(ctx, f.position, changes, f.fold)
		if ctx.Err() == nil {
			f.logger.Warn("settings are not up to date, tried again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(tryAgain):
		}
	}
}

// changes selects those of settings.
var changes = eventstore.Filter{
	Subjects: []eventstore.Pattern{eventstore.TypeFilter(setting.Category, setting.Changed{}.EventType())},
}

// fold applies one change. A section that only a newer program knows changes
// nothing here.
func (f *Follower) fold(r eventstore.Recorded) error {
	event, err := r.Decode()
	if e, ok := event.(setting.Changed); ok {
		f.set(f.Now().With(e.Values))
	}
	if err == nil {
		f.position = r.Sequence
	}
	return err
}

func (f *Follower) set(s setting.Settings) {
	f.now.Store(&s)
	f.changed(s)
}
