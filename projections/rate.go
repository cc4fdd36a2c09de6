package projections

import (
	"sync"
	"time"
)

const (
	// rateSpan is how far back a rate looks, rateMin how much there must be
	// before one is given.
	rateSpan = 30 * time.Second
	rateMin  = 5 * time.Second
)

// rates measures how many results each running campaign gets. It lives in
// memory: a process that just began knows no rates for 5 s.
type rates struct {
	now func() time.Time

	mu   sync.Mutex
	runs map[string]*run
}

// run is the results of one campaign, a bucket for each of the last seconds.
type run struct {
	since   time.Time
	seconds [int(rateSpan / time.Second)]int64
	// newest is the second, since 1970, of the newest bucket.
	newest int64
}

func newRates(now func() time.Time) *rates { return &rates{now: now, runs: map[string]*run{}} }

// add counts n results stored at that moment. Older ones than the span, as
// after a start, when the log is read again, are nothing to measure.
func (r *rates) add(campaign string, n int64, at time.Time) {
	now := r.now()
	if at.Before(now.Add(-rateSpan)) {
		return
	}
	if at.After(now) {
		at = now
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.runs[campaign]
	if c == nil {
		c = &run{since: at, newest: now.Unix()}
		r.runs[campaign] = c
	}
	c.advance(now.Unix())
	if age := c.newest - at.Unix(); age < int64(len(c.seconds)) {
		c.seconds[c.bucket(at.Unix())] += n
	}
}

// stop forgets a campaign that does not run any more.
func (r *rates) stop(campaign string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.runs, campaign)
}

// of is the number of results per second, and whether it is known yet.
func (r *rates) of(campaign string) (float64, bool) {
	now := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.runs[campaign]
	if c == nil || now.Sub(c.since) < rateMin {
		return 0, false
	}
	c.advance(now.Unix())
	var n int64
	for _, s := range c.seconds {
		n += s
	}
	return float64(n) / min(now.Sub(c.since), rateSpan).Seconds(), true
}

// advance empties the buckets of the seconds that have passed.
func (c *run) advance(second int64) {
	for range min(second-c.newest, int64(len(c.seconds))) {
		c.newest++
		c.seconds[c.bucket(c.newest)] = 0
	}
	c.newest = max(c.newest, second)
}

func (c *run) bucket(second int64) int64 { return second % int64(len(c.seconds)) }
