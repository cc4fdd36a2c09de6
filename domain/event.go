package domain

// Event is something that happened. Its type is the last word of its subject
// (`started` in `domainflow.campaign.<id>.started`), snake_case, past tense,
// and frozen for ever: the log holds it.
//
// Events change additively. A breaking change is a new type beside the old
// one, which stays decodable.
type Event interface {
	EventType() string
}

// Counts says how many items of each status an event records, e.g.
// {"resolved": 120, "unresolved": 880}. It travels in a header of the event,
// so that progress and completion are folded without decoding a body.
type Counts map[string]int64

// Add moves the counts of other into c.
func (c Counts) Add(other Counts) {
	for status, n := range other {
		c[status] += n
	}
}

// Total is the number of items over all statuses.
func (c Counts) Total() int64 {
	var total int64
	for _, n := range c {
		total += n
	}
	return total
}
