package live

import (
	"sync"

	"github.com/olahol/melody"
)

// Bounds of what lies in melody's buffer for one client. The buffer is larger
// than what we put in, so that a close frame always finds room: on overflow
// melody drops the message and says so to nobody but an error callback. The
// replays that run at once may each exceed the bound by one message.
const (
	melodyBuffer   = 256
	maxOutstanding = 200
	maxOutBytes    = 1 << 20
)

// outbox counts what melody has not written yet.
type outbox struct {
	session *melody.Session

	mu    sync.Mutex
	count int
	bytes int
	// freed is closed when a half is free again and somebody was refused
	// before; waking the sender for every message would cost more than sending.
	freed   chan struct{}
	refused bool
}

func newOutbox(s *melody.Session) *outbox {
	return &outbox{session: s, freed: make(chan struct{})}
}

// room says whether another message may be put in. A single message may be
// larger than the bound. Who is refused waits for news it asked for before.
func (o *outbox) room() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	ok := o.count == 0 || o.count < maxOutstanding && o.bytes < maxOutBytes
	o.refused = o.refused || !ok
	return ok
}

// empty says whether all is written, and counts as refused if not.
func (o *outbox) empty() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.refused = o.refused || o.count > 0
	return o.count == 0
}

func (o *outbox) news() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.freed
}

func (o *outbox) put(frame []byte) {
	o.mu.Lock()
	o.count++
	o.bytes += len(frame)
	o.mu.Unlock()
	// An error means that the session is closed, which ends us elsewhere.
	_ = o.session.Write(frame)
}

func (o *outbox) sent(size int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.count--
	o.bytes -= size
	if o.refused && o.count <= maxOutstanding/2 && o.bytes <= maxOutBytes/2 {
		close(o.freed)
		o.freed, o.refused = make(chan struct{}), false
	}
}
