package processors

import (
	"net"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
)

// line is the connection of one process to a server. It can stall.
type line struct {
	r      *rig
	server int
	nc     *nats.Conn

	mu     sync.Mutex
	stalls chan struct{} // closed when the line goes on
}

// line dials a server, and again whenever it comes back.
func (r *rig) line(server int) *line {
	l := &line{r: r, server: server, stalls: make(chan struct{})}
	close(l.stalls)
	var err error
	l.nc, err = nats.Connect("nats://in.process:1", nats.SetCustomDialer(l),
		nats.MaxReconnects(-1), nats.ReconnectWait(20*time.Millisecond), nats.ReconnectJitter(0, 0),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {})) // a stall drops heartbeats
	require.NoError(r.t, err)
	r.t.Cleanup(l.nc.Close)
	return l
}

// stall holds up everything on the line until goOn is called.
func (l *line) stall() (goOn func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	stalls := make(chan struct{})
	l.stalls = stalls
	return sync.OnceFunc(func() { close(stalls) })
}

func (l *line) wait() {
	l.mu.Lock()
	stalls := l.stalls
	l.mu.Unlock()
	<-stalls
}

// Dial is nats.CustomDialer.
func (l *line) Dial(_, _ string) (net.Conn, error) {
	conn, err := l.r.servers.Server(l.server).InProcessConn()
	if err != nil {
		return nil, err
	}
	return &end{conn, l}, nil
}

// end is the client's end of a line.
type end struct {
	net.Conn
	line *line
}

func (e *end) Write(p []byte) (int, error) {
	e.line.wait()
	return e.Conn.Write(p)
}

func (e *end) Read(p []byte) (int, error) {
	n, err := e.Conn.Read(p)
	e.line.wait()
	return n, err
}
