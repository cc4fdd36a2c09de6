package natsusers_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nkeys"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"domainflow/domain"
	"domainflow/domain/catalog"
	"domainflow/domain/natsuser"
	"domainflow/eventstore"
	"domainflow/handlers/natsusers"
	"domainflow/internal/embedded"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds every wait of a test; nothing is expected to take long.
const patience = time.Minute

// rig is a server with a listener and a log on it.
type rig struct {
	t      *testing.T
	server *embedded.NATS
	nc     *nats.Conn
	js     jetstream.JetStream
	log    *eventstore.Store
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t}
	quiet := slog.New(slog.DiscardHandler)
	var err error
	r.server, err = embedded.StartNATS(embedded.NATSConfig{Dir: t.TempDir(), Relaxed: true, Listen: "127.0.0.1:0", Logger: quiet})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.server.Shutdown(context.Background())) })
	r.nc, err = r.server.Connect()
	require.NoError(t, err)
	t.Cleanup(r.nc.Close)
	r.js, err = jetstream.New(r.nc)
	require.NoError(t, err)
	registry, err := eventstore.NewRegistry(catalog.Events)
	require.NoError(t, err)
	r.log, err = eventstore.Open(t.Context(), r.nc, eventstore.Config{Registry: registry})
	require.NoError(t, err)
	return r
}

// start runs a follower until stop is called or the test ends.
func (r *rig) start() (stop func()) {
	r.t.Helper()
	f, err := natsusers.New(r.log, r.server, r.nc, slog.New(slog.DiscardHandler))
	require.NoError(r.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(r.t, <-done)
	})
	r.t.Cleanup(stop)
	return stop
}

// append stores events as they are.
func (r *rig) append(category, id string, events ...domain.Event) {
	r.t.Helper()
	asGiven := domain.Decider[int, []domain.Event, domain.Event]{
		Decide: func(_ int, events []domain.Event) ([]domain.Event, error) { return events, nil },
		Evolve: func(n int, _ domain.Event) int { return n + 1 },
	}
	m := eventstore.Meta{CommandID: uuid.New(), Actor: eventstore.Actor{ID: "local", Kind: "system"}, Time: time.Now().UTC()}
	_, _, err := eventstore.NewAggregate(r.log, category, asGiven).Do(context.Background(), m, id, events)
	require.NoError(r.t, err)
}

// user is one with their secret.
type user struct{ id, public, seed string }

func (r *rig) create(subjects ...string) user { return r.createFor("", subjects...) }

func (r *rig) createFor(owner string, subjects ...string) user {
	r.t.Helper()
	seed, public, err := embedded.NewUserKey()
	require.NoError(r.t, err)
	u := user{uuid.NewString(), public, seed}
	r.append(natsuser.Category, u.id, natsuser.Created{User: natsuser.User{Name: u.id, Subjects: subjects, PublicKey: u.public, OwnerID: owner}})
	return u
}

// turnedAway waits until the user is not let in.
func (r *rig) turnedAway(u user) {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		_, err := r.dial(u)
		return errors.Is(err, nats.ErrAuthorization)
	}, patience, 5*time.Millisecond)
}

func (r *rig) dial(u user) (*nats.Conn, error) {
	r.t.Helper()
	pair, err := nkeys.FromSeed([]byte(u.seed))
	require.NoError(r.t, err)
	nc, err := nats.Connect("nats://"+r.server.ClientAddr().String(), nats.Nkey(u.public, pair.Sign),
		nats.CustomInboxPrefix(natsuser.InboxPrefix(u.id)), nats.NoReconnect())
	if err == nil {
		r.t.Cleanup(nc.Close)
	}
	return nc, err
}

// enter waits until the user is let in.
func (r *rig) enter(u user) *nats.Conn {
	r.t.Helper()
	var nc *nats.Conn
	require.Eventually(r.t, func() bool {
		var err error
		nc, err = r.dial(u)
		return err == nil
	}, patience, 5*time.Millisecond)
	return nc
}

// read takes n events by the consumer of the user, and gives their sequences.
func (r *rig) read(nc *nats.Conn, u user, n int) (sequences []uint64) {
	r.t.Helper()
	js, err := jetstream.New(nc)
	require.NoError(r.t, err)
	consumer, err := js.Consumer(r.t.Context(), "EVENTS", natsuser.Consumer(u.id))
	require.NoError(r.t, err, "who is let in has their consumer")
	batch, err := consumer.Fetch(n)
	require.NoError(r.t, err)
	for m := range batch.Messages() {
		meta, err := m.Metadata()
		require.NoError(r.t, err)
		require.NoError(r.t, m.DoubleAck(r.t.Context()))
		sequences = append(sequences, meta.Sequence.Stream)
	}
	require.NoError(r.t, batch.Error())
	return sequences
}

func (r *rig) consumers() []string {
	r.t.Helper()
	stream, err := r.js.Stream(r.t.Context(), "EVENTS")
	require.NoError(r.t, err)
	names := []string{}
	for info := range stream.ListConsumers(r.t.Context()).Info() {
		if info.Config.Durable != "" {
			names = append(names, info.Name)
		}
	}
	return names
}
