package main

import (
	"context"
	"log/slog"
	"testing"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"domainflow/internal/embedded"
)

// A new version may need another stream than the last one left, although what
// the program works with may not change it.
func TestStreamsOfAnotherVersionAreBroughtUpToDate(t *testing.T) {
	t.Parallel()
	quiet := slog.New(slog.DiscardHandler)
	server, err := embedded.StartNATS(embedded.NATSConfig{Dir: t.TempDir(), Relaxed: true, Logger: quiet})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Shutdown(context.Background())) })
	nc, err := server.Connect()
	require.NoError(t, err)
	t.Cleanup(nc.Close)
	s := &servers{nc: nc, replicas: 1, embedded: server}
	before, err := openLog(t.Context(), s)
	require.NoError(t, err)

	keeper, err := server.ConnectKeeper()
	require.NoError(t, err)
	t.Cleanup(keeper.Close)
	js, err := jetstream.New(keeper)
	require.NoError(t, err)
	configOf := func(name string) jetstream.StreamConfig {
		stream, err := js.Stream(t.Context(), name)
		require.NoError(t, err)
		return stream.CachedInfo().Config
	}
	for _, name := range []string{"EVENTS", "ACCESS"} {
		want := configOf(name)
		older := want
		older.Duplicates, older.AllowDirect = want.Duplicates/2, false
		_, err = js.UpdateStream(t.Context(), older)
		require.NoError(t, err)
		after, err := openLog(t.Context(), s)
		require.NoError(t, err)
		require.Equal(t, want, configOf(name))
		require.Equal(t, before.Store.Identity(), after.Store.Identity())
	}
	ours, err := jetstream.New(nc)
	require.NoError(t, err)
	_, err = ours.UpdateStream(t.Context(), configOf("EVENTS"))
	require.Error(t, err)
}
