package live

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/olahol/melody"
	"golang.org/x/time/rate"
)

// When a client is too slow: that far behind in events, or in their bytes.
const (
	maxBehindEvents = 10_000
	maxBehindBytes  = 8 << 20
)

// actorID is who everybody is until there are accounts.
const actorID = "local"

// session is one connection. Its goroutine sends; melody's reader changes
// the subscriptions.
type session struct {
	feed   *Feed
	id     string
	melody *melody.Session
	outbox *outbox
	frames *rate.Limiter

	// ctx ends when the connection is gone.
	ctx  context.Context
	gone context.CancelFunc
	wake chan struct{}

	mu            sync.Mutex
	controls      [][]byte
	subscriptions map[string]*subscription
	ended         bool

	replays sync.WaitGroup
}

func newSession(f *Feed, ms *melody.Session) *session {
	ctx, gone := context.WithCancel(context.Background())
	return &session{
		feed: f, id: uuid.NewString(), melody: ms, outbox: newOutbox(ms),
		frames: rate.NewLimiter(maxFramesPerSec, maxFramesPerSec), ctx: ctx, gone: gone, wake: make(chan struct{}, 1),
		subscriptions: map[string]*subscription{},
	}
}

// run sends until the connection is gone.
func (s *session) run() {
	defer s.replays.Wait()
	defer s.gone()
	_, end := s.feed.ring.span()
	s.say("connection_ack", connectionAck{
		ConnectionID: s.id, UserID: actorID, HeadSequence: end, OldestSequence: min(1, end),
		HeartbeatSeconds: heartbeatSeconds, ServerVersion: s.feed.version,
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
		}
	}
}

// say queues a control message.
func (s *session) say(kind string, data any) {
	frame := control(kind, time.Now(), data)
	s.mu.Lock()
	s.controls = append(s.controls, frame)
	s.mu.Unlock()
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

// endNow is end for those who hold the lock.
func (s *session) endNow(code int, reason string) {
	if !s.ended {
		s.ended = true
		_ = s.melody.CloseWithMsg(melody.FormatCloseMessage(code, reason))
	}
}

// endSlow closes a client that is too far behind. Called with the lock.
func (s *session) endSlow(resumeFrom uint64) {
	s.endNow(closeTooSlow, fmt.Sprintf(`{"resumeFrom":%d}`, resumeFrom))
}
