package resolver

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/miekg/dns"
)

// job is the search for one name. Jobs are pooled; only call and answer outlive a search.
type job struct {
	*Engine
	call    *call
	answer  answer
	result  Result
	types   []uint16
	retries int         // left
	avoid   []*resolver // those that failed on this name
	holding bool        // a slot
}

// search finds out about one name. The caller holds a slot, which search
// releases. An error means that ctx ended and there is no result.
func (e *Engine) search(ctx context.Context, name string, types []uint16, retries int) (Result, error) {
	j := e.jobs.Get().(*job)
	*j = job{Engine: e, call: j.call, answer: j.answer, types: types, retries: retries, holding: true}
	defer e.jobs.Put(j)
	defer j.yield()
	start := time.Now()
	j.result = Result{Attempts: 1, MinTTL: noTTL}
	if err := j.askAll(ctx, name); err != nil {
		return Result{}, err
	}
	if j.result.MinTTL == noTTL {
		j.result.MinTTL = 0
	}
	j.result.CheckedAt = time.Now()
	j.result.Duration = j.result.CheckedAt.Sub(start)
	return j.result, nil
}

func (j *job) yield() {
	if j.holding {
		j.holding = false
		<-j.slots
	}
}

// askAll asks type by type and decides the status.
func (j *job) askAll(ctx context.Context, name string) error {
	r := &j.result
	r.Status = StatusUnresolved
	for _, qtype := range j.types {
		err := j.settle(ctx, name, qtype)
		var f *failure
		if errors.As(err, &f) {
			r.fail(f, qtype)
		} else if err != nil {
			return err
		}
		if r.Status == StatusTimeout || r.Status == StatusError || r.RCode == "NXDOMAIN" {
			return nil
		}
		if r.Records.hasAddress() {
			r.Status = StatusResolved
		}
	}
	return nil
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

// settle repeats the question until it is answered or no retry is left. The
// failure that tells most stands: only a name that met nothing but silence timed out.
func (j *job) settle(ctx context.Context, name string, qtype uint16) error {
	var worst *failure
	for wait := j.retryBase; ; wait = min(2*wait, maxWait) {
		err := j.chase(ctx, name, qtype)
		var f *failure
		if !errors.As(err, &f) {
			return err
		}
		if worst == nil || f.weight() >= worst.weight() {
			worst = f
		}
		if j.retries == 0 || f.code == CodeInvalidName {
			return worst
		}
		j.retries--
		if err := j.pause(ctx, wait); err != nil {
			return err
		}
		j.result.Attempts++
	}
}

// pause waits between half and one and a half of d, without a slot.
func (j *job) pause(ctx context.Context, d time.Duration) error {
	j.yield()
	timer := j.call.timer
	timer.Reset(d/2 + rand.N(d+1))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := acquire(ctx, j.slots); err != nil {
		return err
	}
	j.holding = true
	return nil
}
