// Package natstest gives tests a real JetStream: one in-process server, or a cluster of three with routes over loopback. A store
// that works on one server can still lose updates on a replicated stream, so tests of the event store run on both.
//
// The servers keep their files in t.TempDir() and do not sync every write: kill -9 and power cuts are tested in package embedded.
package natstest

import (
	"testing"

	"github.com/nats-io/nats.go"
)

// Single returns a connection to a server of its own, ready for JetStream. Server and connection end with the test.
func Single(t testing.TB) *nats.Conn {
	t.Helper()
	return Start(t, 1).Conns[0]
}

// Cluster returns one connection to each of three clustered servers, ready for streams of three replicas.
// Use Start(t, 3) where the test must stop a server or move a leader.
func Cluster(t testing.TB) []*nats.Conn {
	t.Helper()
	return Start(t, 3).Conns
}
