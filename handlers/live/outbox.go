package live

import (
	"sync"

	"github.com/olahol/melody"
)

// Bounds of what lies in melody's buffer for one client. The buffer is larger
// than what we put in, so that a close frame always finds room: on overflow
// melody drops the message and says so to nobody but an error callback.
const (
	melodyBuffer   = 256
	maxOutstanding = 200
	maxOutBytes    = 1 << 20
)

// outbox counts what melody has not written yet.
type outbox struct {
	session *melody.Session

	mu     sync.Mutex
	count  int
	bytes  int
	freed  chan struct{}
	wanted bool // somebody waits for freed
}

func newOutbox(s *melody.Session) *outbox {
	return &outbox{session: s, freed: make(chan struct{})}
}

// room says whether another message may be put in. A single message may be
// larger than the bound.
func (o *outbox) room() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.count == 0 || o.count < maxOutstanding && o.bytes < maxOutBytes
}

// news is closed when something was written.
func (o *outbox) news() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.wanted = true
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
	if o.wanted {
		close(o.freed)
		o.freed, o.wanted = make(chan struct{}), false
	}
}
