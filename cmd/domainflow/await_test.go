package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"domainflow/eventstore"
)

func TestPatienceIsForServersThatAreAway(t *testing.T) {
	t.Parallel()
	log := logger(io.Discard)
	for _, away := range []error{nats.ErrNoServers, eventstore.ErrUnavailable, &pgconn.PgError{Code: "57P03"}} {
		calls := 0
		reach := func(context.Context) error {
			if calls++; calls < 3 {
				return fmt.Errorf("wrapped: %w", away)
			}
			return nil
		}
		require.NoError(t, storage{patient: true}.await(t.Context(), log, reach))
		require.Equal(t, 3, calls)
		calls = 0
		require.ErrorIs(t, storage{}.await(t.Context(), log, reach), away, "a verb tells at once")
		require.Equal(t, 1, calls)
	}
	for _, refusal := range []error{nats.ErrAuthorization, &pgconn.PgError{Code: "28P01"}, errors.New("anything")} {
		require.ErrorIs(t, storage{patient: true}.await(t.Context(), log, func(context.Context) error { return refusal }), refusal)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, storage{patient: true}.await(ended, log, func(context.Context) error { return nats.ErrNoServers }), nats.ErrNoServers)
}
