package eventstore_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"domainflow/eventstore"
	"domainflow/internal/embedded/natstest"
)

func TestIdentityIsSetOnce(t *testing.T) {
	t.Parallel()
	for _, topology := range topologies {
		t.Run(topology.name, func(t *testing.T) {
			t.Parallel()
			servers := natstest.Start(t, topology.servers)
			identities, g := [4]string{}, errgroup.Group{}
			for n := range identities { // all at once, as processes started together
				g.Go(func() error {
					s, err := eventstore.Open(t.Context(), servers.Conns[n%topology.servers], eventstore.Config{Registry: registry(t), Replicas: topology.servers})
					if err == nil {
						identities[n] = s.Identity()
					}
					return err
				})
			}
			require.NoError(t, g.Wait())
			require.NoError(t, uuid.Validate(identities[0]))
			for _, identity := range identities {
				require.Equal(t, identities[0], identity)
			}
		})
	}
}

func streamOf(t *testing.T, r rig) jetstream.StreamConfig {
	t.Helper()
	js, err := jetstream.New(r.Conns[0])
	require.NoError(t, err)
	stream, err := js.Stream(t.Context(), "EVENTS")
	require.NoError(t, err)
	return stream.CachedInfo().Config
}

func TestOpenMendsWhatCanBeMended(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		want := streamOf(t, r)
		js, err := jetstream.New(r.Conns[0])
		require.NoError(t, err)
		bent := want
		bent.MaxAge, bent.Duplicates, bent.AllowDirect, bent.RePublish, bent.MaxBytes = time.Hour, time.Minute, false, nil, 1<<30
		_, err = js.UpdateStream(t.Context(), bent)
		require.NoError(t, err)

		s, err := eventstore.Open(t.Context(), r.Conns[0], eventstore.Config{Registry: registry(t)})
		require.NoError(t, err)
		require.Equal(t, r.store(0).Identity(), s.Identity())
		want.MaxBytes = 1 << 30 // how large it may grow is not ours to say
		require.Equal(t, want, streamOf(t, r))
	})
}

func TestOpenRefusesAForeignStream(t *testing.T) {
	t.Parallel()
	for _, topology := range topologies {
		t.Run(topology.name, func(t *testing.T) {
			t.Parallel()
			nc := natstest.Start(t, topology.servers).Conns[0]
			js, err := jetstream.New(nc)
			require.NoError(t, err)
			for name, foreign := range map[string]jetstream.StreamConfig{
				"domainflow.identity": {},
				"storage":             {Metadata: map[string]string{"domainflow.identity": "x"}, Storage: jetstream.MemoryStorage},
			} {
				foreign.Name, foreign.Subjects = "EVENTS", []string{"append.domainflow.>"}
				_, err = js.CreateStream(t.Context(), foreign)
				require.NoError(t, err)
				_, err = eventstore.Open(t.Context(), nc, eventstore.Config{Registry: registry(t)})
				var mismatch *eventstore.StreamConfigError
				require.ErrorAs(t, err, &mismatch)
				if name == "domainflow.identity" {
					require.Equal(t, name, mismatch.Setting)
				} else {
					var api *jetstream.APIError
					require.ErrorAs(t, err, &api)
				}
				require.NoError(t, js.DeleteStream(t.Context(), "EVENTS"))
			}
		})
	}
}

func TestFullStreamSaysSo(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		config := streamOf(t, r)
		config.MaxMsgs = 2
		js, err := jetstream.New(r.Conns[0])
		require.NoError(t, err)
		_, err = js.UpdateStream(t.Context(), config)
		require.NoError(t, err)
		all, id := newCounters(r.store(0)), newID()
		for range 2 {
			_, _, err = all.Do(t.Context(), meta(), id, command{Raise: "x"})
			require.NoError(t, err)
		}
		for _, times := range []int{1, 2} {
			_, _, err = all.Do(t.Context(), meta(), id, command{Raise: "x", Times: times})
			require.ErrorIs(t, err, eventstore.ErrStorageFull, "%d events", times)
			require.ErrorIs(t, err, eventstore.ErrUnavailable)
		}
		_, err = r.store(0).AppendPart(t.Context(), meta(), ref(id), eventstore.Part{Unit: "u"}, sampled{}, nil)
		require.ErrorIs(t, err, eventstore.ErrStorageFull)
		require.Len(t, readAll(t, r.store(0)), 2)
	})
}

func TestOversizedEventIsTheCallersMistake(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		for _, size := range []int{1<<20 - 200, 2 << 20} { // over the limit of the stream, and of the server
			_, err := r.store(0).AppendPart(t.Context(), meta(), ref(newID()), eventstore.Part{Unit: "u"}, sampled{Names: []string{string(make([]byte, size/6))}}, nil)
			require.ErrorIs(t, err, eventstore.ErrMalformed)
		}
	})
}

func TestOutageIsSaidAndPasses(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		s, err := eventstore.Open(t.Context(), r.Conns[0], eventstore.Config{Registry: registry(t), Patience: time.Second, RequestTimeout: 200 * time.Millisecond})
		require.NoError(t, err)
		down := []int{0}
		if len(r.Conns) > 1 {
			down = []int{1, 2} // the one that is left has no majority
		}
		for _, i := range down {
			r.Kill(i)
		}
		all, m, id := newCounters(s), meta(), newID()
		_, _, err = all.Do(t.Context(), m, id, command{Raise: "x"})
		require.ErrorIs(t, err, eventstore.ErrUnavailable)
		_, err = s.AppendPart(t.Context(), meta(), ref(newID()), eventstore.Part{Unit: "u"}, sampled{}, nil)
		require.ErrorIs(t, err, eventstore.ErrUnavailable)

		for _, i := range down {
			r.Restart(i)
		}
		require.Eventually(t, func() bool {
			_, _, err = all.Do(t.Context(), m, id, command{Raise: "x"})
			return err == nil
		}, patient, tick)
		l, err := all.Load(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, 1, l.State.Raises)
	})
}

func TestCancelledCallerGetsItsOwnError(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, _, err := newCounters(r.store(0)).Do(ctx, meta(), newID(), command{Raise: "x"})
		require.ErrorIs(t, err, context.Canceled)
		require.NotErrorIs(t, err, eventstore.ErrUnavailable)
		require.Empty(t, readAll(t, r.store(0)))
	})
}
