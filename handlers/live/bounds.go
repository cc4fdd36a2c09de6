package live

import "time"

// bounds are what the feed holds at most, and for how long. They are one
// value, so that tests can reach them with little.
type bounds struct {
	// The ring: whichever is reached first. Bytes count events as stored and
	// the frames made of them.
	ringEvents int
	ringBytes  int64
	// A client that has caught up once and takes nothing more is too slow when
	// that much of what it wants waits in the ring. Bytes are those of the
	// events as stored.
	behindEvents int
	behindBytes  int64
	// connections is how many a user may have at once.
	connections int
	// recheck is how often the callers of open connections are looked at for
	// what ends without an event.
	recheck time.Duration
	// heartbeat is how often a client is pinged; after two without any frame
	// of it the connection is given up.
	heartbeat time.Duration
	// slot is how long a replay waits for its client while others wait for its
	// place; stalled is how long it waits without one.
	slot, stalled time.Duration
	// farewell is how long a close frame may take to get through.
	farewell time.Duration
}

var defaults = bounds{
	ringEvents: 10_000, ringBytes: 64 << 20, behindEvents: 10_000, behindBytes: 8 << 20,
	connections: 100, recheck: time.Second, heartbeat: 30 * time.Second, slot: time.Second, stalled: 30 * time.Second, farewell: 5 * time.Second,
}

// silence is how long a client may be without a frame.
func (b bounds) silence() time.Duration { return 2 * b.heartbeat }
