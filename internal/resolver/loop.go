package resolver

import (
	"net/netip"
	"sync"
	"time"
)

// loop is the goroutine in which all names of an engine make progress. In each
// round it sends the queries of many jobs at once, takes in the answers to
// many at once, and lets each job say what it wants next. All but the inbox is
// the loop's alone and has no lock.
type loop struct {
	udp      transport
	timeout  time.Duration
	sockets  []*socket            // by number
	families map[string][]*socket // the same by network
	sends    []*job               // their query goes out next
	out      queue                // their query is out
	now      time.Time            // when this round began
	more     bool                 // answers that have arrived were not all taken in
	answer   answer               // the one being read
	messages [][]byte             // the ones being sent

	mu     sync.Mutex
	inbox  []*job     // come to begin or to go on
	ended  []*request // their jobs are to be dropped
	asleep bool       // and to be woken
	closed bool
}

func newLoop(udp transport, timeout time.Duration) *loop {
	return &loop{udp: udp, timeout: timeout, families: map[string][]*socket{}, now: time.Now(), messages: make([][]byte, 0, batch)}
}

// open opens n sockets of one family, unless it has some.
func (l *loop) open(network string, n int) error {
	if len(l.families[network]) > 0 {
		return nil
	}
	for range n {
		if err := l.udp.open(network); err != nil {
			return err
		}
		s := &socket{number: len(l.sockets)}
		l.sockets = append(l.sockets, s)
		l.families[network] = append(l.families[network], s)
	}
	return nil
}

// run works until close, and drops what is left then.
func (l *loop) run() {
	defer l.udp.close()
	for l.takeIn() {
		l.transmit()
		l.udp.wait(l.idleUntil(), l.gather())
		l.now = time.Now()
		l.more = l.udp.receive(l.deliver)
		l.expire()
	}
	l.dropWhere(func(*job) bool { return true })
}

// add hands jobs over to the loop, which calls the resume of each.
func (l *loop) add(jobs ...*job) {
	l.mu.Lock()
	closed := l.closed
	if !closed {
		l.inbox = append(l.inbox, jobs...)
		l.rouse()
	}
	l.mu.Unlock()
	if closed {
		for _, j := range jobs {
			j.drop()
		}
	}
}

// end has the loop drop the jobs of a request whose context has ended.
func (l *loop) end(r *request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		l.ended = append(l.ended, r)
		l.rouse()
	}
}

// close ends run. Jobs that are added later are dropped at once.
func (l *loop) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	l.rouse()
}

func (l *loop) rouse() {
	if l.asleep {
		l.asleep = false
		l.udp.wake()
	}
}

// takeIn is false once the loop is closed.
func (l *loop) takeIn() bool {
	l.mu.Lock()
	l.asleep = false
	inbox, ended, closed := l.inbox, l.ended, l.closed
	l.inbox, l.ended = nil, nil
	l.mu.Unlock()
	for _, r := range ended {
		l.dropWhere(func(j *job) bool { return j.request == r })
	}
	for _, j := range inbox {
		if j.ctx.Err() != nil { // perhaps its request's end was seen rounds ago
			j.drop()
			continue
		}
		j.goOn()
	}
	return !closed
}

// idleUntil is when there is work again if nothing comes, the zero time if there
// is none then either. From here to takeIn the loop counts as asleep.
func (l *loop) idleUntil() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.more || l.closed || len(l.inbox)+len(l.ended)+len(l.sends) > 0 {
		return l.now
	}
	l.asleep = true
	if l.out.oldest == nil {
		return time.Time{}
	}
	return l.out.oldest.expires
}

// gather is how long the first answer may wait for others, with which it costs
// less than alone: a quarter of a microsecond for each that is awaited, which
// four million names a second would still fit into, and a millisecond at most.
func (l *loop) gather() time.Duration {
	if l.out.len <= batch {
		return 0
	}
	return min(time.Duration(l.out.len)*time.Microsecond/4, time.Millisecond)
}

// deliver drops whatever is no answer to a query that is out: forged, late or broken beyond recognition.
func (l *loop) deliver(socket int, from netip.AddrPort, msg []byte) {
	if j := l.sockets[socket].asker(from, msg); j != nil {
		l.take(j)
		j.outcome(msg, nil)
	}
}
