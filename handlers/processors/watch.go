package processors

import (
	"context"
	"errors"
	"sync"
)

var (
	// errStopped ends work on a campaign that was paused or ended meanwhile.
	errStopped = errors.New("the campaign is not running")
	// errEnded says that it will never run again.
	errEnded = errors.New("the campaign has ended")
)

// watch ends the work on campaigns that stop.
type watch struct {
	mu      sync.Mutex
	working map[string]map[*context.CancelCauseFunc]struct{}
}

func newWatch() *watch {
	return &watch{working: map[string]map[*context.CancelCauseFunc]struct{}{}}
}

// enter begins work on a campaign, before anything of it is loaded: so either
// what is loaded says that it does not run, or the context ends with
// errStopped when the event arrives that says so. leave must be called.
func (w *watch) enter(ctx context.Context, id string) (working context.Context, leave func()) {
	working, cancel := context.WithCancelCause(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
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

// stop ends the work on a campaign.
func (w *watch) stop(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for cancel := range w.working[id] {
		(*cancel)(errStopped)
	}
}
