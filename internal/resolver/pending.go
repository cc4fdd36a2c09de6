package resolver

import (
	"encoding/binary"
	"math/rand/v2"
	"net/netip"
)

// socket tells the queries that are out on one UDP socket apart by their id.
type socket struct {
	number  int
	pending map[uint16]*job
}

func anyOf(sockets []*socket) *socket { return sockets[rand.IntN(len(sockets))] }

// add gives the query an id nobody can foretell: math/rand/v2 is ChaCha8 seeded by the system.
func (s *socket) add(j *job) {
	id := uint16(rand.Uint32())
	for s.pending[id] != nil {
		id = uint16(rand.Uint32())
	}
	j.setID(id)
	j.socket = s
	s.pending[id] = j
}

func (s *socket) remove(j *job) { delete(s.pending, j.id()) }

// asker is the job that msg answers: it comes from the address that was asked,
// with the id and the question that were asked (RFC 5452 section 9.1). nil where there is none.
func (s *socket) asker(from netip.AddrPort, msg []byte) *job {
	if len(msg) < headerSize {
		return nil
	}
	j := s.pending[binary.BigEndian.Uint16(msg)]
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
