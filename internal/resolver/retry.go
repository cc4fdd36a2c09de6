package resolver

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/miekg/dns"
)

// fail repeats the question as long as a retry is left. Then the failure that
// tells most stands: only a name that met nothing but silence timed out.
func (j *job) fail(f *failure) {
	if j.worst == nil || f.weight() >= j.worst.weight() {
		j.worst = f
	}
	if j.retries == 0 || f.code == CodeInvalidName {
		j.result.fail(j.worst, j.types[0])
		j.next()
		return
	}
	j.retries--
	j.result.Attempts++
	j.retry()
}

// fail decides the status when an address is not known and the failure hides
// whether there is one; a failure beside that is only told of.
func (r *Result) fail(f *failure, qtype uint16) {
	r.ErrorCode = f.code
	r.ErrorMessage = fmt.Sprintf("%s: %v", dns.TypeToString[qtype], f)
	if !isAddress(qtype) || r.Records.hasAddress() {
		return
	}
	r.Status, r.RCode = f.status(), f.rcode
	if f.resolver != "" {
		r.Resolver, r.Transport = f.resolver, f.transport
	}
	if f.code == CodeInvalidName {
		r.Attempts = 0
	}
}

// retry asks again after between half and one and a half of j.pause, for which
// the job holds no slot.
func (j *job) retry() {
	d := j.pause/2 + rand.N(j.pause+1)
	j.pause = min(2*j.pause, maxWait)
	j.release()
	go func() {
		if sleep(j.ctx, d) {
			_, err := j.take(j.ctx, 1)
			j.holding = err == nil
		}
		j.resume = (*job).ask
		j.loop.add(j) // drops it when ctx has ended
	}()
}

// sleep is false when ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
