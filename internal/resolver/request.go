package resolver

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"
)

// request is one call of Resolve.
type request struct {
	*Engine
	ctx     context.Context
	names   []string
	asked   []uint16 // types, in order
	retries int
	begun   *semaphore.Weighted // names that were begun and not delivered

	mu      sync.Mutex
	jobs    []*job // that are over, for deliver
	open    int    // jobs that were begun and not delivered
	feeding bool
	panic   string        // the first one, with its stack
	news    chan struct{} // a token when jobs or feeding have changed

	lost bool // a job was dropped; deliver's
}

// waiting lets a list go on while many of its names wait for a retry, which
// takes no slot, or for each: so many may be begun beyond MaxInFlight.
const waiting = 1000

func (e *Engine) request(ctx context.Context, names []string, types []uint16, retries int) *request {
	return &request{
		Engine: e, ctx: ctx, names: names, asked: types, retries: retries,
		begun: semaphore.NewWeighted(int64(waiting + e.maxInFlight)), feeding: true, news: make(chan struct{}, 1),
	}
}

// over gives the request a job that has ended.
func (r *request) over(j *job) {
	r.mu.Lock()
	r.jobs = append(r.jobs, j)
	r.mu.Unlock()
	r.tell()
}

func (r *request) tell() {
	select {
	case r.news <- struct{}{}:
	default:
	}
}

// deliver calls each for the results as they come, until nothing more can come.
func (r *request) deliver(each func(int, Result)) {
	var jobs []*job
	for over := false; !over; {
		<-r.news
		r.mu.Lock()
		jobs, r.jobs = r.jobs, jobs[:0]
		r.open -= len(jobs)
		over = r.open == 0 && !r.feeding
		r.mu.Unlock()
		for _, j := range jobs {
			if j.dropped {
				r.lost = true
			} else {
				r.hand(each, j)
			}
			r.recycle(j)
		}
		r.begun.Release(int64(len(jobs)))
	}
	if r.panic != "" { // all jobs are over: nobody else looks at it
		panic(r.panic)
	}
}

// hand keeps a panic for the end of deliver: the other names are not to be lost by it.
func (r *request) hand(each func(int, Result), j *job) {
	defer func() {
		if p := recover(); p != nil {
			r.fault(p)
		}
	}()
	each(j.index, j.result)
}
