package live

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
	"github.com/labstack/echo/v4"
	"github.com/olahol/melody"
)

const sessionKey = "session"

// newMelody sets everything that melody 1.1.4 leaves open: it allows every
// origin, reads 512 bytes at most, and drops silently what its buffer has no
// room for. See outbox.
func newMelody(allowOrigin func(*http.Request) bool) *melody.Melody {
	m := melody.New()
	m.Upgrader.CheckOrigin = allowOrigin
	m.Config.MaxMessageSize = maxFrame
	m.Config.MessageBufferSize = melodyBuffer
	m.Config.PingPeriod = heartbeatSeconds * time.Second
	m.Config.PongWait = 2 * heartbeatSeconds * time.Second
	// A client that reads nothing at all leaves when this has passed; until
	// then it can still be told where to resume.
	m.Config.WriteWait = 5 * time.Second
	return m
}

// Handle upgrades a request to the feed.
func (f *Feed) Handle(c echo.Context) error {
	if !websocket.IsWebSocketUpgrade(c.Request()) {
		c.Response().Header().Set("Upgrade", "websocket")
		return echo.NewHTTPError(http.StatusUpgradeRequired, "this address speaks WebSocket only")
	}
	select {
	case <-f.ready:
	default:
		return echo.NewHTTPError(http.StatusServiceUnavailable, "the event store is not ready")
	}
	// From the upgrade on the connection belongs to melody, which has answered
	// a failed one itself.
	_ = f.melody.HandleRequest(c.Response(), c.Request())
	return nil
}

// route joins melody's callbacks with sessions. The error callback only ends
// our side: closing a melody session from it recurses without end.
func (f *Feed) route() {
	f.melody.HandleConnect(func(ms *melody.Session) {
		s := newSession(f, ms)
		leave, err := f.enter(s)
		if err != nil {
			_ = ms.CloseWithMsg(melody.FormatCloseMessage(closeGoingAway, "server stops"))
			return
		}
		ms.Set(sessionKey, s)
		go func() {
			defer leave()
			s.run()
		}()
	})
	f.melody.HandleMessage(func(ms *melody.Session, frame []byte) { withSession(ms, func(s *session) { s.receive(frame) }) })
	f.melody.HandleMessageBinary(func(ms *melody.Session, _ []byte) {
		withSession(ms, func(s *session) { s.end(closeMalformed, "frames are text") })
	})
	f.melody.HandleSentMessage(func(ms *melody.Session, frame []byte) {
		withSession(ms, func(s *session) { s.outbox.sent(len(frame)) })
	})
	f.melody.HandleDisconnect(func(ms *melody.Session) { withSession(ms, func(s *session) { s.gone() }) })
}

func withSession(ms *melody.Session, do func(*session)) {
	if s, ok := ms.Get(sessionKey); ok {
		do(s.(*session))
	}
}

// parse reads a frame of a client.
func parse(frame []byte) (request, error) {
	var r request
	err := json.Unmarshal(frame, &r)
	return r, err
}
