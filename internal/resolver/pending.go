package resolver

import (
	"encoding/binary"
	"math/rand/v2"
	"net/netip"
)

// chains is about twice the queries that are out on a busy socket.
const chains = 1024

// socket tells the queries that are out on one UDP socket apart by their id. A
// map did the same, but with 10,000 in flight took a twelfth of the CPU time.
type socket struct {
	number  int
	pending [chains]*job // each the first of those with the same id modulo chains
}

func anyOf(sockets []*socket) *socket { return sockets[rand.IntN(len(sockets))] }

// add gives the query an id nobody can foretell: math/rand/v2 is ChaCha8 seeded by the system.
func (s *socket) add(j *job) {
	id := uint16(rand.Uint32())
	for s.find(id) != nil {
		id = uint16(rand.Uint32())
	}
	j.setID(id)
	first := &s.pending[id%chains]
	j.socket, j.sameChain, *first = s, *first, j
}

func (s *socket) find(id uint16) *job {
	j := s.pending[id%chains]
	for j != nil && j.id != id {
		j = j.sameChain
	}
	return j
}

func (s *socket) remove(j *job) {
	link := &s.pending[j.id%chains]
	for *link != j {
		link = &(*link).sameChain
	}
	*link, j.sameChain = j.sameChain, nil
}

// asker is the job that msg answers: it comes from the address that was asked,
// with the id and the question that were asked (RFC 5452 section 9.1). nil where there is none.
func (s *socket) asker(from netip.AddrPort, msg []byte) *job {
	if len(msg) < headerSize {
		return nil
	}
	j := s.find(binary.BigEndian.Uint16(msg))
	if j == nil || j.server.addr != from || !j.answeredBy(msg) {
		return nil
	}
	return j
}

// queue links the jobs whose query is out in the order they were sent. All have
// the same timeout, so the oldest is the next to expire.
type queue struct {
	oldest, newest *job
	len            int
}

func (q *queue) push(j *job) {
	j.older, j.newer = q.newest, nil
	if q.newest == nil {
		q.oldest = j
	} else {
		q.newest.newer = j
	}
	q.newest = j
	q.len++
}

func (q *queue) remove(j *job) {
	if j.older == nil {
		q.oldest = j.newer
	} else {
		j.older.newer = j.newer
	}
	if j.newer == nil {
		q.newest = j.older
	} else {
		j.newer.older = j.older
	}
	j.older, j.newer = nil, nil
	q.len--
}
