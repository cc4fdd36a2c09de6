package embedded

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const (
	// socketFile is the name of the socket in the data directory.
	socketFile  = "domainflow.sock"
	acceptPause = 100 * time.Millisecond
)

// Access is what another process of this account needs to work on the servers of this one, while it runs.
type Access struct {
	Version  string `json:"version"`        // of the program that runs
	Postgres string `json:"postgres"`       // connection string
	NATS     string `json:"nats,omitempty"` // URL; empty: the connection goes on as one to the embedded server
	Seed     string `json:"seed,omitempty"` // of the nkey the embedded server knows us by

	MasterKey *MasterKey `json:"masterKey,omitempty"`
}

// MasterKey says where the one of a process is: one of its fields.
type MasterKey struct {
	File    string `json:"file,omitempty"`
	Command string `json:"command,omitempty"`
	Value   string `json:"value,omitempty"` // the key itself
}

// Socket lets other processes of this account reach the servers of this one: <data directory>/domainflow.sock, of mode 0600.
// Whoever connects reads one line, an Access as JSON, and is then connected to the embedded NATS, if there is one.
type Socket struct {
	listener net.Listener
	remove   func() error
	line     []byte
	nats     *NATS // nil: NATS is elsewhere
	log      *slog.Logger

	closed chan struct{}
	going  sync.WaitGroup

	mu   sync.Mutex
	open map[net.Conn]struct{} // nil once closed
}

// Listen opens the socket of a data directory whose lock is ours; one that a killed process left there is replaced.
func Listen(dir string, access Access, n *NATS, log *slog.Logger) (*Socket, error) {
	s := &Socket{nats: n, log: log, closed: make(chan struct{}), open: map[net.Conn]struct{}{}}
	var err error
	if n != nil {
		if access.Seed, err = n.own.seed(); err != nil {
			return nil, err
		}
	}
	if s.line, err = json.Marshal(access); err != nil {
		return nil, err
	}
	s.line = append(s.line, '\n')
	if err := s.listen(dir); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, socketFile), err)
	}
	s.going.Go(s.accept)
	return s, nil
}

// listen makes the socket in a directory of its own that nobody else can enter, and moves it to its place when its mode is right:
// there is no moment at which others could connect.
func (s *Socket) listen(dir string) error {
	private, err := os.MkdirTemp(dir, ".socket-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(private) }()
	short, release, err := shortPath(private)
	if err != nil {
		return err
	}
	defer release()
	made := filepath.Join(short, "s")
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: made, Net: "unix"})
	if err != nil {
		return err
	}
	listener.SetUnlinkOnClose(false) // it would look where the socket is no more
	place := filepath.Join(dir, socketFile)
	if err := errors.Join(os.Chmod(made, 0o600), os.Rename(made, place)); err != nil {
		return errors.Join(err, listener.Close())
	}
	s.listener, s.remove = listener, func() error { return os.Remove(place) }
	return nil
}

func (s *Socket) accept() {
	for {
		conn, err := s.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			s.log.Warn("the command line cannot reach this program", "error", err) // out of descriptors, most likely
			select {
			case <-s.closed:
			case <-time.After(acceptPause):
			}
			continue
		}
		s.going.Go(func() { s.serve(conn) })
	}
}

func (s *Socket) serve(conn net.Conn) {
	if !s.keep(conn) {
		return
	}
	defer s.leave(conn)
	if _, err := conn.Write(s.line); err != nil || s.nats == nil {
		return
	}
	server, err := s.nats.InProcessConn()
	if err != nil || !s.keep(server) {
		return
	}
	defer s.leave(server)
	back := make(chan struct{})
	go func() {
		defer close(back)
		_, _ = io.Copy(conn, server) // either end closes both
		_ = conn.Close()
	}()
	_, _ = io.Copy(server, conn)
	_ = server.Close()
	<-back
}

func (s *Socket) keep(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		_ = conn.Close()
		return false
	}
	s.open[conn] = struct{}{}
	return true
}

func (s *Socket) leave(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, conn)
	_ = conn.Close()
}

// Close removes the socket and ends all connections.
func (s *Socket) Close() error {
	close(s.closed)
	err := errors.Join(s.remove(), s.listener.Close())
	s.mu.Lock()
	for conn := range s.open {
		_ = conn.Close()
	}
	s.open = nil
	s.mu.Unlock()
	s.going.Wait()
	return err
}
