package natstest_test

import (
	"context"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"domainflow/internal/embedded/natstest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func stream(t *testing.T, js jetstream.JetStream, replicas int) {
	t.Helper()
	_, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "S", Subjects: []string{"s.>"}, Replicas: replicas})
	require.NoError(t, err)
}

// publish repeats until acknowledged, as a writer does over an election.
func publish(t *testing.T, js jetstream.JetStream) {
	t.Helper()
	require.Eventually(t, func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := js.Publish(ctx, "s.a", []byte("x"))
		return err == nil
	}, time.Minute, 20*time.Millisecond)
}

func TestSingleStoresAtOnce(t *testing.T) {
	t.Parallel()
	js, err := jetstream.New(natstest.Single(t))
	require.NoError(t, err)
	stream(t, js, 1)
	ack, err := js.Publish(t.Context(), "s.a", []byte("x"))
	require.NoError(t, err)
	require.EqualValues(t, 1, ack.Sequence)
}

func TestConnectionSurvivesRestart(t *testing.T) {
	t.Parallel()
	s := natstest.Start(t, 1)
	js, err := jetstream.New(s.Conns[0])
	require.NoError(t, err)
	stream(t, js, 1)
	publish(t, js)
	s.Restart(0)
	info, err := js.Stream(t.Context(), "S")
	require.NoError(t, err)
	require.GreaterOrEqual(t, info.CachedInfo().State.Msgs, uint64(1))
}

func TestClusterSurvivesLossOfTheLeader(t *testing.T) {
	t.Parallel()
	s := natstest.Start(t, 3)
	js, err := jetstream.New(s.Conns[0])
	require.NoError(t, err)
	stream(t, js, 3)
	publish(t, js)
	s.StepDown("S")
	publish(t, js)

	leader := s.StreamLeader("S")
	s.Kill(leader)
	other, err := jetstream.New(s.Conns[(leader+1)%3])
	require.NoError(t, err)
	publish(t, other)
	s.Restart(leader)
	publish(t, js)
}
