package resolver

import (
	"fmt"
	"runtime/debug"
)

// The loop works for all requests with bytes that anybody may have sent. A
// mistake of ours which they bring to light ends the request, by a panic in
// the goroutine that called Resolve, and neither the loop nor the program.

// goOn is resume, rescued.
func (j *job) goOn() {
	defer j.rescue()
	j.resume(j)
}

// outcome is answered, rescued.
func (j *job) outcome(msg []byte, err error) {
	defer j.rescue()
	j.answered(msg, err)
}

func (j *job) rescue() {
	if p := recover(); p != nil {
		j.fault(p)
		j.drop()
	}
}

// fault keeps a panic, with the stack, for the end of Resolve.
func (r *request) fault(p any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.panic == "" {
		r.panic = fmt.Sprintf("%v\n%s", p, debug.Stack())
	}
}
