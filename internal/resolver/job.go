package resolver

import "time"

// job is the search for one name. It is in one hand at a time: the loop's,
// that of a goroutine that waits for it (TCP, a retry), or its request's once
// it is over. Only the loop decides how it goes on. Jobs are pooled.
type job struct {
	*request
	call
	index   int         // of the name
	resume  func(*job)  // how it goes on when the loop gets it
	types   []uint16    // still to be asked; the first one is being asked
	retries int         // left
	avoid   []*resolver // those that failed on this name
	holding bool        // a slot
	started time.Time
	result  Result
	dropped bool // there is no result

	// Of the type that is being asked.
	chain chain
	worst *failure
	pause time.Duration // before the next retry

	// While the query is out over UDP.
	socket       *socket
	sameChain    *job // of the socket's pending
	expires      time.Time
	older, newer *job
}

func newJob() *job { return &job{call: call{query: query{wire: make([]byte, maxQuery)}}} }

// job takes one for a name; it holds a slot.
func (r *request) job(index int) *job {
	j := r.spare.Get().(*job)
	j.request, j.index, j.resume, j.types, j.retries, j.holding = r, index, (*job).begin, r.asked, r.retries, true
	return j
}

// recycle keeps the memory of a job that is over for another one.
func (r *request) recycle(j *job) {
	*j = job{call: call{query: query{wire: j.wire}, reply: j.reply}, avoid: j.avoid[:0]}
	r.spare.Put(j)
}

func (j *job) begin() {
	j.started = j.loop.now
	j.result = Result{Status: StatusUnresolved, Attempts: 1, MinTTL: noTTL}
	j.question()
}

// question asks for the next type.
func (j *job) question() {
	j.chain, j.worst, j.pause = newChain(j.names[j.index]), nil, j.retryBase
	j.ask()
}

// ask sends one query, for what the chain has come to.
func (j *job) ask() {
	j.server = j.rotation.pick(j.avoid)
	j.transport = j.server.Transport
	if err := j.encode(j.chain.owner, j.types[0]); err != nil {
		j.fail(&failure{code: CodeInvalidName, detail: err.Error()})
		return
	}
	if j.transport == TCP {
		j.askTCP()
		return
	}
	j.loop.sends = append(j.loop.sends, j)
}

// askTCP waits for the answer in a goroutine of its own.
func (j *job) askTCP() {
	go func() {
		err := j.tcp(j.ctx, &j.call)
		j.resume = func(j *job) { j.answered(j.reply, err) }
		j.loop.add(j)
	}()
}

// answered goes on with the answer to the query that was out, or without one.
func (j *job) answered(msg []byte, err error) {
	if err == nil && j.transport == UDP && truncated(msg) {
		j.transport = TCP
		j.askTCP()
		return
	}
	done, err := j.read(msg, err)
	f := j.judge(err)
	switch {
	case f != nil:
		j.note()
		j.fail(f)
	case done:
		j.note()
		j.next()
	default:
		j.ask()
	}
}

// next asks for the next type unless the name is settled.
func (j *job) next() {
	r := &j.result
	j.types = j.types[1:]
	settled := r.Status == StatusTimeout || r.Status == StatusError || r.RCode == "NXDOMAIN"
	if !settled && r.Records.hasAddress() {
		r.Status = StatusResolved
	}
	if settled || len(j.types) == 0 {
		j.finish()
		return
	}
	j.question()
}

func (j *job) finish() {
	r := &j.result
	if r.MinTTL == noTTL {
		r.MinTTL = 0
	}
	r.CheckedAt = j.loop.now
	r.Duration = r.CheckedAt.Sub(j.started)
	j.conclude()
}

// drop ends the search without a result.
func (j *job) drop() {
	j.dropped = true
	j.conclude()
}

func (j *job) conclude() {
	j.release()
	j.over(j)
}

// release gives the slot back.
func (j *job) release() {
	if j.holding {
		j.holding = false
		j.give()
	}
}
