package lab

import "sync"

// dice chooses questions by (seed, name, type, attempt), so that a run can be repeated question by question as long as the
// order of the questions about one name and type is the same; the order among names does not matter.
type dice struct {
	below    uint64
	mu       sync.Mutex
	attempts map[uint64]uint64
}

func newDice(share float64) *dice {
	return &dice{below: threshold(share), attempts: map[uint64]uint64{}}
}

func (d *dice) roll(w *world, q question) bool {
	key := mix(w.hash(q.name) + uint64(q.qtype))
	d.mu.Lock()
	attempt := d.attempts[key]
	d.attempts[key]++
	d.mu.Unlock()
	return mix(key+attempt) < d.below
}
