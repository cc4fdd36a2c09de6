package live

import (
	"bufio"
	"net"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/olahol/melody"
)

// upgrade is the response to a request for a connection. It keeps hold of the
// connection, which melody 1.1.4 does not give out: without it a client that
// reads nothing could not be cut off.
type upgrade struct {
	http.ResponseWriter
	conn net.Conn
	// refused is why there is no connection.
	refused error
}

// Hijack is what the upgrader takes the connection by.
func (u *upgrade) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(u.ResponseWriter).Hijack()
	u.conn = conn
	return conn, rw, err
}

// refuse leaves the answer to the web server, which answers all refusals the
// same way.
func refuse(w http.ResponseWriter, _ *http.Request, status int, reason error) {
	if u, ok := w.(*upgrade); ok {
		u.refused = echo.NewHTTPError(status, reason.Error())
	}
}

const (
	upgradeKey = "upgrade"
	callerKey  = "caller"
)

// connOf is the connection under a session.
func connOf(ms *melody.Session) net.Conn {
	u, _ := ms.Get(upgradeKey)
	return u.(*upgrade).conn
}
