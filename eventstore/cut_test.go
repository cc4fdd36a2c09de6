package eventstore_test

import (
	"bytes"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"domainflow/eventstore"
)

// line is a TCP-like connection to a server that can be made to lose an answer: from the moment a chosen request went out, nothing
// comes back, and the line breaks when the test says so. The next line is a good one.
type line struct {
	r      rig
	server int

	mu      sync.Mutex
	trigger []byte
	deaf    chan struct{} // closed when the trigger went out
	current net.Conn
}

// loseAnswerTo arms the line.
func (l *line) loseAnswerTo(request string) (sent <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.trigger, l.deaf = []byte(request), make(chan struct{})
	return l.deaf
}

// cut breaks the line for good; the client dials a new one.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.trigger = nil
	_ = l.current.Close()
}

// Dial is nats.CustomDialer.
func (l *line) Dial(_, _ string) (net.Conn, error) {
	conn, err := l.r.Server(l.server).InProcessConn()
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.current = conn
	return &end{Conn: conn, line: l}, nil
}

// end is the client's end of a line.
type end struct {
	net.Conn
	line *line
	deaf chan struct{}
}

func (e *end) Write(p []byte) (int, error) {
	e.line.mu.Lock()
	if e.deaf == nil && e.line.trigger != nil && bytes.Contains(p, e.line.trigger) {
		e.deaf = e.line.deaf
		e.line.trigger = nil
		defer close(e.deaf)
	}
	e.line.mu.Unlock()
	return e.Conn.Write(p)
}

func (e *end) Read(p []byte) (int, error) {
	for {
		n, err := e.Conn.Read(p)
		e.line.mu.Lock()
		deaf := e.deaf
		e.line.mu.Unlock()
		if deaf == nil || err != nil {
			return n, err
		}
	}
}

func newLine(t *testing.T, r rig) (*line, *eventstore.Store) {
	t.Helper()
	l := &line{r: r}
	_, s := connect(t, l)
	return l, s
}

// connect opens a store on a connection of its own.
func connect(t *testing.T, l *line) (*nats.Conn, *eventstore.Store) {
	t.Helper()
	nc, err := nats.Connect("nats://in.process:1", nats.SetCustomDialer(l), nats.MaxReconnects(-1), nats.ReconnectWait(time.Millisecond))
	require.NoError(t, err)
	t.Cleanup(nc.Close)
	s, err := eventstore.Open(t.Context(), nc, eventstore.Config{Registry: registry(t), Patience: patient, RequestTimeout: time.Second})
	require.NoError(t, err)
	return nc, s
}

// whileCut runs act over a line that loses the answer to request, and breaks when n events are stored.
func whileCut(t *testing.T, r rig, l *line, request string, n uint64, act func() error) {
	t.Helper()
	sent, done := l.loseAnswerTo(request), make(chan error, 1)
	go func() { done <- act() }()
	<-sent
	require.Eventually(t, func() bool {
		last, _, err := r.store(1).Last(t.Context())
		return err == nil && last == n
	}, patient, tick)
	l.cut()
	require.NoError(t, <-done)
}

func TestLostAckOfOneEvent(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		l, s := newLine(t, r)
		var out eventstore.Outcome
		whileCut(t, r, l, "append.domainflow", 1, func() (err error) {
			_, out, err = newCounters(s).Do(t.Context(), meta(), newID(), command{Raise: "ann"})
			return err
		})
		require.Equal(t, eventstore.Outcome{Sequence: 1, Changed: true, Repeated: true, Time: meta().Time}, out)
		require.Len(t, readAll(t, r.store(0)), 1)
	})
}

func TestLostAckOfABatch(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		l, s := newLine(t, r)
		ids := []string{newID(), newID()}
		var out eventstore.Outcome
		changes := decideAll(t, r.store(0), ids, command{Raise: "ann", Times: 2})
		whileCut(t, r, l, "Nats-Batch-Commit", 4, func() (err error) {
			out, err = s.Append(t.Context(), meta(), changes...)
			return err
		})
		require.Equal(t, eventstore.Outcome{Sequence: 4, Changed: true, Repeated: true, Time: meta().Time}, out)
		require.Len(t, readAll(t, r.store(0)), 4)
	})
}

func TestLostAckOfAPart(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		l, s := newLine(t, r)
		var sequence uint64
		whileCut(t, r, l, "append.domainflow", 1, func() (err error) {
			sequence, err = s.AppendPart(t.Context(), meta(), ref(newID()), eventstore.Part{Unit: "u"}, sampled{}, nil)
			return err
		})
		require.Equal(t, uint64(1), sequence)
		require.Len(t, readAll(t, r.store(0)), 1)
	})
}
