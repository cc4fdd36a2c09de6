package eventstore_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"domainflow/domain"
	"domainflow/eventstore"
	"domainflow/internal/embedded/natstest"
)

// The aggregate of these tests is a counter: how often it was raised and by whom, and the results it recorded.

const category = "counter"

type raised struct {
	By string `json:"by"`
}

type closed struct{}

type sampled struct {
	Names []string `json:"names"`
}

// strange is in no registry.
type strange struct{}

func (raised) EventType() string  { return "raised" }
func (closed) EventType() string  { return "closed" }
func (sampled) EventType() string { return "sampled" }
func (strange) EventType() string { return "strange" }

func (s sampled) Counts() domain.Counts { return domain.Counts{"sampled": int64(len(s.Names))} }

type counter struct {
	Raises int
	By     []string
	Closed bool
}

type command struct {
	Raise string
	Times int
	Close bool
}

var errClosed = domain.Refuse(domain.Conflict, domain.CodeInvalidState, "the counter is closed")

// decide raises once unless told otherwise, refuses after closing, and has nothing to do for closing twice.
func decide(c counter, cmd command) ([]domain.Event, error) {
	switch {
	case cmd.Close && c.Closed:
		return nil, nil
	case cmd.Close:
		return []domain.Event{closed{}}, nil
	case c.Closed:
		return nil, errClosed
	}
	var events []domain.Event
	for range max(cmd.Times, 1) {
		events = append(events, raised{By: cmd.Raise})
	}
	return events, nil
}

func evolve(c counter, event domain.Event) counter {
	switch e := event.(type) {
	case raised:
		c.Raises++
		c.By = append(c.By[:len(c.By):len(c.By)], e.By)
	case closed:
		c.Closed = true
	}
	return c
}

type counters = eventstore.Aggregate[counter, command, domain.Event]

func newCounters(s *eventstore.Store) *counters {
	return eventstore.NewAggregate(s, category, domain.Decider[counter, command, domain.Event]{Decide: decide, Evolve: evolve})
}

func registry(t testing.TB) *eventstore.Registry {
	t.Helper()
	r, err := eventstore.NewRegistry(map[string][]domain.Event{category: {raised{}, closed{}, sampled{}}})
	require.NoError(t, err)
	return r
}

// rig is one topology with a store on each server's connection.
type rig struct {
	*natstest.Servers
	stores []*eventstore.Store
}

// store gives one of the stores; on a cluster different numbers give stores on different servers, without a lock between them.
func (r rig) store(i int) *eventstore.Store { return r.stores[i%len(r.stores)] }

// topologies are where every promise of the store must hold: each of its tests runs on both.
var topologies = []struct {
	name    string
	servers int
}{{"single", 1}, {"cluster", 3}}

func onEach(t *testing.T, test func(t *testing.T, r rig)) {
	t.Parallel()
	for _, topology := range topologies {
		t.Run(topology.name, func(t *testing.T) {
			t.Parallel()
			test(t, newRig(t, topology.servers))
		})
	}
}

func newRig(t *testing.T, servers int) rig {
	t.Helper()
	r := rig{Servers: natstest.Start(t, servers)}
	for range 3 {
		r.stores = append(r.stores, open(t, r.Conns[len(r.stores)%servers], servers))
	}
	return r
}

// patient is generous: these tests share their machine, and none of them is about giving up.
const (
	patient = 60 * time.Second
	tick    = 10 * time.Millisecond
)

func open(t testing.TB, nc *nats.Conn, replicas int) *eventstore.Store {
	t.Helper()
	s, err := eventstore.Open(t.Context(), nc, eventstore.Config{Registry: registry(t), Replicas: replicas, Patience: patient, RequestTimeout: 10 * time.Second})
	require.NoError(t, err)
	return s
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func ref(id string) eventstore.Ref { return eventstore.Ref{Category: category, ID: id} }

func meta() eventstore.Meta {
	return eventstore.Meta{
		CommandID: uuid.New(),
		Actor:     eventstore.Actor{ID: "local", Kind: "system"},
		Time:      time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC),
	}
}

// readAll gives the whole log.
func readAll(t *testing.T, s *eventstore.Store) []eventstore.Recorded {
	t.Helper()
	last, _, err := s.Last(t.Context())
	require.NoError(t, err)
	return follow(t, s, 0, eventstore.Filter{UpTo: last})
}

// follow gives what a reader up to a known end gets.
func follow(t *testing.T, s *eventstore.Store, after uint64, f eventstore.Filter) []eventstore.Recorded {
	t.Helper()
	var events []eventstore.Recorded
	if f.UpTo == 0 {
		return events
	}
	ctx, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	require.NoError(t, s.Follow(ctx, after, f, func(r eventstore.Recorded) error {
		events = append(events, r)
		return nil
	}))
	return events
}

func sequences(events []eventstore.Recorded) []uint64 {
	list := make([]uint64, len(events))
	for i, e := range events {
		list[i] = e.Sequence
	}
	return list
}

func TestMain(m *testing.M) {
	if isWriter() {
		write()
		return
	}
	goleak.VerifyTestMain(m)
}
