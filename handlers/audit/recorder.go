package audit

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"domainflow/domain/setting"
	"domainflow/eventstore"
)

const (
	// maxWaiting is how many records wait for the event store.
	maxWaiting = 1000
	// sweepEvery is how often it is seen to what waits.
	sweepEvery = time.Second
	// lastPatience is how long what is left may take at the end.
	lastPatience = 2 * time.Second
)

// Config is what a recorder works with.
type Config struct {
	Log *eventstore.AccessLog
	// Settings are those to act by now.
	Settings func() setting.Settings
	Now      func() time.Time
	Logger   *slog.Logger
}

// Recorder takes records and stores them while Run runs.
type Recorder struct {
	config Config
	// wake has room for one: there is something to do.
	wake chan struct{}

	mu       sync.Mutex
	waiting  []eventstore.Access
	failures failures
	// lost are those since the last record that was taken, untold those that
	// the log of the process does not know of.
	lost, untold int
}

// New makes a recorder; Run starts it.
func New(config Config) *Recorder {
	return &Recorder{config: config, wake: make(chan struct{}, 1), failures: failures{}}
}

// LoginSucceeded is somebody who came in.
func (r *Recorder) LoginSucceeded(from Request, userID string) {
	from.Actor = eventstore.Actor{ID: userID, Kind: "user"}
	r.record(record{kind: loginSucceeded, request: from})
}

// LoginFailed is somebody who did not. userID is who they wanted to be, "" for
// nobody we know.
func (r *Recorder) LoginFailed(from Request, userID string) {
	r.record(record{kind: loginFailed, request: from, about: about{UserID: userID}})
}

// Refused is somebody turned away at a route, which has a permission or
// another condition.
func (r *Recorder) Refused(from Request, route string, status int, permission string) {
	r.record(record{kind: refused, request: from, about: about{Route: route, Status: status, Permission: permission}})
}

// Exported is somebody who takes the results of a campaign out.
func (r *Recorder) Exported(from Request, campaignID, format string) {
	r.record(record{kind: exported, request: from, about: about{CampaignID: campaignID, Format: format}})
}

func (r *Recorder) record(made record) {
	made.time, made.Count = r.config.Now(), 1
	made.ClientIP = made.request.network(r.config.Settings().Server.AuditClientIP)
	r.mu.Lock()
	defer r.mu.Unlock()
	ok := true
	if made.kind == loginFailed || made.kind == refused {
		made, ok = r.failures.merge(made)
	}
	if ok {
		r.queue(made)
	}
}

// queue drops what there is no room for.
func (r *Recorder) queue(made record) {
	a, err := made.stored(r.lost)
	if err != nil || len(r.waiting) >= maxWaiting {
		r.lost, r.untold = r.lost+1, r.untold+1
		return
	}
	r.lost, r.waiting = 0, append(r.waiting, a)
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run stores what is recorded until ctx ends, and then what is left. While the
// event store is away, it waits.
func (r *Recorder) Run(ctx context.Context) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		r.store(ctx)
		select {
		case <-ctx.Done():
			r.finish(ctx)
			return nil
		case <-r.wake:
		case <-tick.C:
			r.sweep(r.config.Now())
		}
	}
}

// finish ends all minutes and stores what waits, as far as time allows.
func (r *Recorder) finish(ctx context.Context) {
	r.sweep(r.config.Now().Add(merging))
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastPatience)
	defer cancel()
	r.store(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	if left := len(r.waiting); left > 0 {
		r.config.Logger.Error("access records are lost", "records", left)
	}
}

func (r *Recorder) sweep(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, made := range r.failures.over(now) {
		r.queue(made)
	}
	if r.untold > 0 {
		r.config.Logger.Error("access records are lost, since the event store does not take them", "records", r.untold)
		r.untold = 0
	}
}

// store empties the queue, unless the event store is away.
func (r *Recorder) store(ctx context.Context) {
	for {
		a, ok := r.first()
		if !ok {
			return
		}
		err := r.config.Log.Append(ctx, a)
		if errors.Is(err, eventstore.ErrMalformed) {
			r.config.Logger.Error("an access record cannot be stored", "type", a.Name(), "error", err)
			err = nil
		}
		if err != nil {
			return
		}
		r.mu.Lock()
		r.waiting = r.waiting[1:]
		r.mu.Unlock()
	}
}

func (r *Recorder) first() (a eventstore.Access, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.waiting) == 0 {
		return a, false
	}
	return r.waiting[0], true
}
