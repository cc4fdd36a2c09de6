package eventstore_test

import (
	"testing"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/eventstore"
)

func TestRegistryRefusesWhatCannotBeReadBack(t *testing.T) {
	t.Parallel()
	for name, events := range map[string][]domain.Event{
		"twice":     {raised{}, raised{}},
		"pointer":   {&raised{}},
		"no token":  {misnamed{}},
		"same word": {raised{}, impostor{}},
	} {
		_, err := eventstore.NewRegistry(map[string][]domain.Event{category: events})
		require.ErrorIs(t, err, eventstore.ErrMalformed, name)
	}
}

type misnamed struct{}

func (misnamed) EventType() string { return "was raised" }

// impostor goes by the name of another event.
type impostor struct{ raised }

func TestImpostorIsRefused(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		_, err := r.store(0).AppendPart(t.Context(), meta(), ref(newID()), eventstore.Part{Unit: "u"}, impostor{}, nil)
		require.ErrorIs(t, err, eventstore.ErrMalformed)
	})
}

// A log may be read by an older program, which must stop rather than skip.
func TestEventUnknownToTheReaderIsATypedError(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		id := newID()
		_, _, err := newCounters(r.store(0)).Do(t.Context(), meta(), id, command{Raise: "ann"})
		require.NoError(t, err)
		_, err = newCounters(olderStore(t, r, nil)).Load(t.Context(), id)
		var unknown *eventstore.UnknownEventError
		require.ErrorAs(t, err, &unknown)
		require.Equal(t, "counter.raised", unknown.Name)
	})
}

// olderStore knows closed, and what is upcast to it.
func olderStore(t *testing.T, r rig, upcasters map[string]eventstore.Upcaster) *eventstore.Store {
	t.Helper()
	events, err := eventstore.NewRegistry(map[string][]domain.Event{category: {closed{}}})
	require.NoError(t, err)
	for eventType, up := range upcasters {
		events.Upcast(category, eventType, up)
	}
	s, err := eventstore.Open(t.Context(), r.Conns[0], eventstore.Config{Registry: events})
	require.NoError(t, err)
	return s
}

func TestUpcastersChain(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		id := newID()
		_, _, err := newCounters(r.store(0)).Do(t.Context(), meta(), id, command{Raise: "ann"})
		require.NoError(t, err)
		s := olderStore(t, r, map[string]eventstore.Upcaster{
			"raised": func(data []byte) (string, []byte, error) {
				require.JSONEq(t, `{"by":"ann"}`, string(data))
				return "lifted", []byte(`{"who":"ann"}`), nil
			},
			"lifted": func(data []byte) (string, []byte, error) {
				require.JSONEq(t, `{"who":"ann"}`, string(data))
				return "closed", []byte(`{}`), nil
			},
		})
		l, err := newCounters(s).Load(t.Context(), id)
		require.NoError(t, err)
		require.True(t, l.State.Closed)

		_, err = newCounters(olderStore(t, r, map[string]eventstore.Upcaster{
			"raised": func(data []byte) (string, []byte, error) { return "", nil, errNotNow },
		})).Load(t.Context(), id)
		require.ErrorIs(t, err, errNotNow)
	})
}

// Something else than this package wrote into the stream.
func TestMessageThatIsNoEventStopsReaders(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		js, err := jetstream.New(r.Conns[0])
		require.NoError(t, err)
		_, err = js.Publish(t.Context(), "append.domainflow.counter.x.raised", []byte("{}"))
		require.NoError(t, err)
		s := r.store(0)
		var envelope *eventstore.EnvelopeError
		require.ErrorAs(t, s.Follow(t.Context(), 0, eventstore.Filter{}, func(eventstore.Recorded) error { return nil }), &envelope)
		require.Equal(t, uint64(1), envelope.Sequence)
		_, err = s.Load(t.Context(), ref("x"), 0)
		require.ErrorAs(t, err, &envelope)
	})
}
