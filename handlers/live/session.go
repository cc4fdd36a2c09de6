package live

import (
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/olahol/melody"
	"golang.org/x/time/rate"

	"domainflow/handlers/people"
)

// session is one connection. Its goroutine sends; melody's reader changes
// the subscriptions.
//
// Locks are taken in this order: Feed.mu or sweeps.mu, session.mu, then one of
// ring, progress and outbox. Nothing waits for the network under any of them.
type session struct {
	feed   *Feed
	id     string
	melody *melody.Session
	conn   net.Conn
	outbox *outbox
	frames *rate.Limiter
	// lastHeard is when the last frame came, in nanoseconds since 1970.
	lastHeard atomic.Int64
	// caller is who it is, with the rights they have by now.
	caller atomic.Pointer[people.Caller]
	// revoked is [user.Person.SessionsRevoked] as it was last looked at.
	revoked uint64

	// ctx ends when the connection is gone.
	ctx  context.Context
	gone context.CancelFunc
	wake chan struct{}

	mu            sync.Mutex
	controls      controls
	subscriptions map[string]*subscription
	ended         bool

	replays sync.WaitGroup
}

func newSession(f *Feed, ms *melody.Session, caller people.Caller) *session {
	ctx, gone := context.WithCancel(context.Background())
	s := &session{
		feed: f, id: uuid.NewString(), melody: ms, conn: connOf(ms), outbox: newOutbox(ms),
		frames: rate.NewLimiter(maxFramesPerSec, maxFramesPerSec), ctx: ctx, gone: gone, wake: make(chan struct{}, 1),
		subscriptions: map[string]*subscription{},
	}
	s.caller.Store(&caller)
	s.heard()
	return s
}

// run sends until the connection is gone.
func (s *session) run() {
	defer s.replays.Wait()
	defer s.gone()
	silence := time.NewTimer(s.feed.bounds.silence())
	defer silence.Stop()
	_, end := s.feed.ring.span()
	s.say("connection_ack", connectionAck{
		ConnectionID: s.id, UserID: s.caller.Load().UserID, HeadSequence: end, OldestSequence: min(1, end),
		HeartbeatSeconds: int(s.feed.bounds.heartbeat.Seconds()), ServerVersion: s.feed.version,
	})
	for {
		// Taken before looking, so that no change falls between.
		news, progressed, freed := s.feed.ring.news(), s.feed.progress.news(), s.outbox.news()
		if s.send() {
			continue
		}
		select {
		case <-s.ctx.Done():
			return
		case <-news:
		case <-progressed:
		case <-s.wake:
		case <-freed:
		case <-silence.C:
			silence.Reset(s.listen())
		}
	}
}

// heard notes that a frame came.
func (s *session) heard() { s.lastHeard.Store(time.Now().UnixNano()) }

// listen ends a connection that was silent for too long, and otherwise says
// when to look again.
func (s *session) listen() time.Duration {
	left := s.feed.bounds.silence() - time.Since(time.Unix(0, s.lastHeard.Load()))
	if left > 0 {
		return left
	}
	s.end(closeGoingAway, "heartbeat lost")
	return s.feed.bounds.silence()
}

// say queues a control message.
func (s *session) say(kind string, data any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sayNow(kind, data)
}

// sayNow is say for those who hold the lock.
func (s *session) sayNow(kind string, data any) {
	if !s.controls.add(control(kind, time.Now(), data)) {
		s.endSlow()
	}
	s.stir()
}

func (s *session) stir() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// end closes the connection with a code, once.
func (s *session) end(code int, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endNow(code, reason)
}

// endNow is end for those who hold the lock. The close frame follows what is
// on its way already; a client that does not take it in time is cut off.
func (s *session) endNow(code int, reason string) {
	if s.ended {
		return
	}
	s.ended = true
	_ = s.melody.CloseWithMsg(melody.FormatCloseMessage(code, reason))
	cut := time.AfterFunc(s.feed.bounds.farewell, func() { s.conn.Close() })
	context.AfterFunc(s.ctx, func() { cut.Stop() })
}

// endSlow closes a client that is too far behind. From the sequence it is
// told, all of its subscriptions can be resumed. Called with the lock.
func (s *session) endSlow() {
	_, from := s.feed.ring.span()
	for _, sub := range s.subscriptions {
		from = min(from, sub.cursor)
	}
	s.endNow(closeTooSlow, fmt.Sprintf(`{"resumeFrom":%d}`, from))
}
