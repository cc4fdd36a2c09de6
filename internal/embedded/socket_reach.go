package embedded

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"path/filepath"
	"syscall"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"
)

// ErrNotRunning means that no process has the socket of a data directory open.
var ErrNotRunning = errors.New("no program runs on the data directory")

// reachLimit bounds the reading of the greeting.
const reachLimit = 10 * time.Second

// Reached are the servers of a running process.
type Reached struct {
	Access
	dir string
}

// Reach asks the process that runs on a data directory for access to its servers. Errors: ErrNotRunning, or why it may not.
func Reach(dir string) (*Reached, error) {
	r := &Reached{dir: dir}
	conn, access, err := r.dial()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, socketFile), err)
	}
	r.Access = access
	return r, conn.Close()
}

func (r *Reached) dial() (net.Conn, Access, error) {
	var access Access
	short, release, err := shortPath(r.dir)
	if err != nil {
		return nil, access, absent(err)
	}
	defer release()
	conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: filepath.Join(short, socketFile), Net: "unix"})
	if err != nil {
		return nil, access, absent(err)
	}
	reader := bufio.NewReader(conn)
	line, err := readGreeting(conn, reader)
	if err == nil {
		err = json.Unmarshal(line, &access)
	}
	if err != nil {
		return nil, access, errors.Join(fmt.Errorf("greeting: %w", err), conn.Close())
	}
	return &greeted{conn, reader}, access, nil
}

func readGreeting(conn net.Conn, reader *bufio.Reader) ([]byte, error) {
	if err := conn.SetReadDeadline(time.Now().Add(reachLimit)); err != nil {
		return nil, err
	}
	line, err := reader.ReadBytes('\n')
	if err != nil {
		return nil, err
	}
	return line, conn.SetReadDeadline(time.Time{})
}

// absent tells a process that is not there from one that does not want us.
func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
		return ErrNotRunning
	}
	return err
}

// Connect opens a connection to the embedded server of the process, which may do what [NATS.Connect] may. It outlives restarts of that server, but
// not of the process, whose keys are new then. opts come last and win.
func (r *Reached) Connect(opts ...nats.Option) (*nats.Conn, error) {
	pair, err := nkeys.FromSeed([]byte(r.Seed))
	if err != nil {
		return nil, err
	}
	public, err := pair.PublicKey()
	if err != nil {
		return nil, err
	}
	own := credential{public: public, pair: pair}
	base := []nats.Option{nats.InProcessServer(r), own.option(), nats.MaxReconnects(20), nats.ReconnectWait(500 * time.Millisecond)}
	return nats.Connect("", append(base, opts...)...)
}

// InProcessConn dials for nats.go, which takes any connection here.
func (r *Reached) InProcessConn() (net.Conn, error) {
	conn, _, err := r.dial()
	return conn, err
}

// greeted is a connection whose first line was read with a buffer.
type greeted struct {
	net.Conn
	reader *bufio.Reader
}

func (g *greeted) Read(p []byte) (int, error) { return g.reader.Read(p) }
