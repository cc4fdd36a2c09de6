package rest_test

import (
	"context"
	"errors"
	"net"
	"sync"
)

// valve stands between a pool and Postgres: shut, it breaks every connection
// and lets none through.
type valve struct {
	mu    sync.Mutex
	shut  bool
	conns map[net.Conn]bool
}

func newValve() *valve { return &valve{conns: map[net.Conn]bool{}} }

var errShut = errors.New("the valve is shut")

func (v *valve) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.shut {
		_ = conn.Close()
		return nil, errShut
	}
	v.conns[conn] = true
	return conn, nil
}

func (v *valve) close() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.shut = true
	for conn := range v.conns {
		_ = conn.Close()
	}
	clear(v.conns)
}

func (v *valve) open() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.shut = false
}
