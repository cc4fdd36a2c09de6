package live

import (
	"net/http"

	"github.com/gorilla/websocket"
	"github.com/labstack/echo/v4"
	"github.com/olahol/melody"

	"domainflow/handlers/people"
)

const sessionKey = "session"

// newMelody sets everything that melody 1.1.4 leaves open: it allows every
// origin, reads 512 bytes at most, and drops silently what its buffer has no
// room for. See outbox.
func newMelody(allowOrigin func(*http.Request) bool, b bounds) *melody.Melody {
	m := melody.New()
	m.Upgrader.CheckOrigin = allowOrigin
	m.Upgrader.Error = refuse
	m.Config.MaxMessageSize = maxFrame
	m.Config.MessageBufferSize = melodyBuffer
	m.Config.PingPeriod = b.heartbeat
	// The session gives up first, and says why.
	m.Config.PongWait = b.silence() + 2*b.farewell
	m.Config.WriteWait = b.silence() + 2*b.farewell
	return m
}

// Handle upgrades a request to the feed, and returns when the connection is
// gone. Who it is from stands in its context, see [people.WithCaller].
func (f *Feed) Handle(c echo.Context) error {
	if !websocket.IsWebSocketUpgrade(c.Request()) {
		c.Response().Header().Set("Upgrade", "websocket")
		return echo.NewHTTPError(http.StatusUpgradeRequired, "this address speaks WebSocket only")
	}
	caller, ok := people.CallerOf(c.Request().Context())
	if !ok {
		return echo.NewHTTPError(http.StatusUnauthorized, "nobody has signed in")
	}
	select {
	case <-f.ready:
	default:
		return echo.NewHTTPError(http.StatusServiceUnavailable, "the event store is not ready")
	}
	if !f.begin() {
		return echo.NewHTTPError(http.StatusServiceUnavailable, "the server stops")
	}
	defer f.working.Done()
	u := &upgrade{ResponseWriter: c.Response()}
	// What fails after the upgrade has been said over the connection.
	_ = f.melody.HandleRequestWithKeys(u, c.Request(), map[string]any{upgradeKey: u, callerKey: caller})
	return u.refused
}

// route joins melody's callbacks with sessions. There is none for errors:
// what is done to a session from there may fail into it again, without end.
func (f *Feed) route() {
	f.melody.HandleConnect(func(ms *melody.Session) {
		forgetCredentials(ms.Request)
		caller, _ := ms.Get(callerKey)
		s := newSession(f, ms, caller.(people.Caller))
		if code, reason := f.enter(s); code != 0 {
			_ = ms.CloseWithMsg(melody.FormatCloseMessage(code, reason))
			return
		}
		ms.Set(sessionKey, s)
		go func() {
			defer f.leave(s)
			s.run()
		}()
	})
	f.melody.HandleMessage(func(ms *melody.Session, frame []byte) { withSession(ms, func(s *session) { s.receive(frame) }) })
	f.melody.HandleMessageBinary(func(ms *melody.Session, _ []byte) {
		withSession(ms, func(s *session) { s.end(closeMalformed, "frames are text") })
	})
	f.melody.HandlePong(func(ms *melody.Session) { withSession(ms, (*session).heard) })
	f.melody.HandleSentMessage(func(ms *melody.Session, frame []byte) {
		withSession(ms, func(s *session) { s.outbox.sent(len(frame)) })
	})
	f.melody.HandleDisconnect(func(ms *melody.Session) { withSession(ms, func(s *session) { s.gone() }) })
}

// forgetCredentials: the request is kept as long as the connection.
func forgetCredentials(r *http.Request) {
	clear(r.Header)
	r.RequestURI, r.URL.RawQuery = "", ""
}

func withSession(ms *melody.Session, do func(*session)) {
	if s, ok := ms.Get(sessionKey); ok {
		do(s.(*session))
	}
}
