package rest

import (
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"domainflow/domain/setting"
)

const (
	// maxBuckets bounds what callers take of the memory: some 15 MiB. All who
	// come while there are as many share one bucket.
	maxBuckets = 50_000
	// sweepEvery bounds what it costs to look for buckets that nobody needs.
	sweepEvery = time.Second
)

// limiter has a bucket of tokens for every caller, in this process. One that is
// full again is the same as none.
type limiter struct {
	now func() time.Time
	max int

	mu      sync.Mutex
	buckets map[string]*rate.Limiter
	swept   time.Time
}

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, max: maxBuckets, buckets: map[string]*rate.Limiter{}}
}

// taken is what a caller got, and how much is left for them.
type taken struct {
	granted   bool
	left      float64
	perSecond float64
}

// secondsTo is how long it takes until there are as many tokens.
func (t taken) secondsTo(tokens float64) int {
	return int(math.Ceil(max(0, tokens-t.left) / t.perSecond))
}

// take takes one token. The settings may be others than last time; what a
// caller has used up stays used up.
func (l *limiter) take(caller string, s setting.RateLimit) taken {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, pace := l.now(), rate.Limit(float64(s.RequestsPerMinute)/60)
	bucket := l.bucket(caller, pace, s.Burst, now)
	if bucket.Limit() != pace {
		bucket.SetLimitAt(now, pace)
	}
	if bucket.Burst() != s.Burst {
		bucket.SetBurstAt(now, s.Burst)
	}
	granted := bucket.AllowN(now, 1)
	return taken{granted, bucket.TokensAt(now), float64(pace)}
}

func (l *limiter) bucket(caller string, pace rate.Limit, burst int, now time.Time) *rate.Limiter {
	if known := l.buckets[caller]; known != nil {
		return known
	}
	if len(l.buckets) >= l.max && now.Sub(l.swept) >= sweepEvery {
		l.sweep(now)
	}
	if len(l.buckets) >= l.max {
		caller = ""
		if shared := l.buckets[caller]; shared != nil {
			return shared
		}
	}
	made := rate.NewLimiter(pace, burst)
	l.buckets[caller] = made
	return made
}

func (l *limiter) sweep(now time.Time) {
	l.swept = now
	for caller, bucket := range l.buckets {
		if bucket.TokensAt(now) >= float64(bucket.Burst()) {
			delete(l.buckets, caller)
		}
	}
}
