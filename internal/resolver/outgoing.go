package resolver

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// transmit sends queries of one length to one resolver together, which costs
// little more than sending one. A repeated query goes alone: should a device on
// the way lose all it has to take apart, that one gets through.
func (l *loop) transmit() {
	sends := l.sends
	l.sends = nil // a job whose query cannot be sent may have its next one here
	slices.SortFunc(sends, compareSends)
	for len(sends) > 0 {
		n := 1
		for n < min(len(sends), batch) && sends[0].result.Attempts == 1 && compareSends(sends[0], sends[n]) == 0 {
			n++
		}
		l.send(sends[:n])
		sends = sends[n:]
	}
}

func compareSends(a, b *job) int {
	return cmp.Or(
		cmp.Compare(a.result.Attempts, b.result.Attempts),
		cmp.Compare(a.server.number, b.server.number),
		cmp.Compare(len(a.wire), len(b.wire)),
	)
}

// send sends at most batch queries of one length to one resolver.
func (l *loop) send(jobs []*job) {
	to := jobs[0].server.addr
	s := anyOf(l.families[network(to)])
	expires := time.Now().Add(l.timeout)
	messages := l.messages[:0]
	for _, j := range jobs {
		s.add(j)
		j.expires = expires
		l.out.push(j)
		messages = append(messages, j.wire)
	}
	for len(jobs) > 0 {
		n, err := l.udp.send(s.number, to, messages)
		if err == nil {
			return
		}
		l.take(jobs[n])
		jobs[n].outcome(nil, err)
		jobs, messages = jobs[n+1:], messages[n+1:]
	}
}

// expire ends the wait for answers whose time is over. While answers wait to be
// read we are late, not they: then each has a second timeout, and no more than
// that, so that nobody keeps names from ending by sending without a pause.
func (l *loop) expire() {
	now := l.now
	if l.more {
		now = now.Add(-l.timeout)
	}
	for j := l.out.oldest; j != nil && !now.Before(j.expires); j = l.out.oldest {
		l.take(j)
		j.outcome(nil, context.DeadlineExceeded)
	}
}

// take ends the wait for the answer to the job's query: one that comes is nobody's.
func (l *loop) take(j *job) {
	j.socket.remove(j)
	l.out.remove(j)
}

func (l *loop) dropWhere(match func(*job) bool) {
	for j := l.out.oldest; j != nil; {
		next := j.newer
		if match(j) {
			l.take(j)
			j.drop()
		}
		j = next
	}
	l.sends = slices.DeleteFunc(l.sends, func(j *job) bool {
		matches := match(j)
		if matches {
			j.drop()
		}
		return matches
	})
}
