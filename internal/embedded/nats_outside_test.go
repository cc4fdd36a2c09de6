package embedded

import (
	"context"
	"crypto/tls"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nkeys"
	"github.com/stretchr/testify/require"
)

// outside is a server with a listener and a stream EVENTS that transforms and republishes as that of package eventstore does.
type outside struct {
	*NATS
	nc     *nats.Conn
	js     jetstream.JetStream
	stream jetstream.Stream
}

func startOutside(t *testing.T) *outside {
	t.Helper()
	return startOutsideOver(t, nil)
}

// startOutsideOver is startOutside with TLS.
func startOutsideOver(t *testing.T, encryption *tls.Config) *outside {
	t.Helper()
	n, err := StartNATS(NATSConfig{Dir: t.TempDir(), Listen: "127.0.0.1:0", TLS: encryption, Logger: quiet()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, n.Shutdown(context.Background())) })
	o := &outside{NATS: n}
	o.nc, o.js = connect(t, n)
	o.stream, err = o.js.CreateStream(t.Context(), jetstream.StreamConfig{
		Name: eventsStream, Subjects: []string{"append.domainflow.>"}, Discard: jetstream.DiscardNew, DenyDelete: true, AllowDirect: true,
		SubjectTransform: &jetstream.SubjectTransformConfig{Source: "append.domainflow.>", Destination: "domainflow.>"},
		RePublish:        &jetstream.RePublish{Source: "domainflow.>", Destination: "domainflow.>"},
	})
	require.NoError(t, err)
	return o
}

// append stores an event on a subject that must be new.
func (o *outside) append(t *testing.T, subject string) error {
	t.Helper()
	_, err := o.js.Publish(t.Context(), "append."+subject, []byte(subject), jetstream.WithExpectLastSequencePerSubject(0))
	return err
}

func (o *outside) lastSeq(t *testing.T) uint64 {
	t.Helper()
	info, err := o.stream.Info(t.Context())
	require.NoError(t, err)
	return info.State.LastSeq
}

// subscriber is a User with their secret.
type subscriber struct {
	User
	seed string
}

// newSubscriber makes a subscriber and their consumer, and does not let them in.
func (o *outside) newSubscriber(t *testing.T, id string, subjects ...string) subscriber {
	t.Helper()
	seed, public, err := NewUserKey()
	require.NoError(t, err)
	_, err = o.stream.CreateConsumer(t.Context(), jetstream.ConsumerConfig{
		Durable: "out-" + id, AckPolicy: jetstream.AckExplicitPolicy, FilterSubject: "domainflow.>", MaxRequestExpires: time.Minute,
	})
	require.NoError(t, err)
	return subscriber{User: User{ID: id, PublicKey: public, Subjects: subjects, Consumer: "out-" + id}, seed: seed}
}

// visitor is a connection of a user over the network.
type visitor struct {
	*nats.Conn
	js   jetstream.JetStream
	errs chan error // what the server complains about
}

func (o *outside) dial(t *testing.T, u subscriber, opts ...nats.Option) (*visitor, error) {
	t.Helper()
	pair, err := nkeys.FromSeed([]byte(u.seed))
	require.NoError(t, err)
	g := &visitor{errs: make(chan error, 1000)}
	base := []nats.Option{
		nats.Nkey(u.PublicKey, pair.Sign), nats.CustomInboxPrefix("_INBOX_" + u.ID), nats.ReconnectWait(10 * time.Millisecond),
		nats.MaxReconnects(-1), nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { g.errs <- err }),
	}
	if g.Conn, err = nats.Connect("nats://"+o.ClientAddr().String(), append(base, opts...)...); err != nil {
		return nil, err
	}
	t.Cleanup(g.Close)
	g.js, err = jetstream.New(g.Conn)
	require.NoError(t, err)
	return g, nil
}

// enter lets the user in, as the only one, and connects.
func (o *outside) enter(t *testing.T, u subscriber) *visitor {
	t.Helper()
	require.NoError(t, o.SetUsers([]User{u.User}))
	g, err := o.dial(t, u)
	require.NoError(t, err)
	return g
}

// requireDenied waits for the server to refuse subject.
func (g *visitor) requireDenied(t *testing.T, subject string) {
	t.Helper()
	require.NoError(t, g.Flush())
	select {
	case err := <-g.errs:
		require.ErrorIs(t, err, nats.ErrPermissionViolation)
		require.ErrorContains(t, err, `"`+subject+`"`)
	case <-time.After(patience):
		require.Fail(t, "allowed: "+subject)
	}
}
