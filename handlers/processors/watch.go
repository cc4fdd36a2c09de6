package processors

import (
	"context"
	"errors"
	"sync"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// errStopped ends work on a campaign that was paused or ended meanwhile.
var errStopped = errors.New("the campaign is not running")

// watch knows which campaigns stopped running since this process began to
// follow the log, and ends the work on them.
type watch struct {
	mu      sync.Mutex
	stopped map[string]bool
	working map[string]map[*context.CancelCauseFunc]struct{}
}

func newWatch() *watch {
	return &watch{stopped: map[string]bool{}, working: map[string]map[*context.CancelCauseFunc]struct{}{}}
}

// enter begins work on a campaign. The context ends with errStopped as soon
// as the campaign is seen to stop. leave must be called.
func (w *watch) enter(ctx context.Context, id string) (working context.Context, leave func()) {
	working, cancel := context.WithCancelCause(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped[id] {
		cancel(errStopped)
	}
	if w.working[id] == nil {
		w.working[id] = map[*context.CancelCauseFunc]struct{}{}
	}
	w.working[id][&cancel] = struct{}{}
	return working, func() {
		cancel(nil)
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.working[id], &cancel)
		if len(w.working[id]) == 0 {
			delete(w.working, id)
		}
	}
}

// apply notes a lifecycle event of a campaign.
func (w *watch) apply(e eventstore.Recorded) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e.Type {
	case campaign.Paused{}.EventType(), campaign.Cancelled{}.EventType(), campaign.Completed{}.EventType():
		w.stopped[e.Ref.ID] = true
		for cancel := range w.working[e.Ref.ID] {
			(*cancel)(errStopped)
		}
	default:
		delete(w.stopped, e.Ref.ID)
	}
}
