package eventstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
)

func code(status int, code jetstream.ErrorCode) error {
	return fmt.Errorf("wrapped: %w", &jetstream.APIError{Code: status, ErrorCode: code, Description: "text is never looked at"})
}

func TestEveryAnswerHasAMeaning(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		answer error
		want   verdict
		fails  error // once no more attempts are made
	}{
		{nil, stored, nil},
		{code(400, 10071), lost, nil},
		{code(400, 10201), repeated, nil},
		{errDuplicate, repeated, nil},
		{nats.ErrTimeout, doubtful, ErrUnavailable},
		{context.DeadlineExceeded, doubtful, ErrUnavailable},
		{nats.ErrDisconnected, doubtful, ErrUnavailable},
		{io.ErrUnexpectedEOF, doubtful, ErrUnavailable},
		{code(400, 10164), busy, ErrContention},
		{code(409, 10158), doubtful, ErrUnavailable},
		{code(429, 10210), busy, ErrContention},
		{code(429, 10167), busy, ErrContention},
		{code(429, 1), busy, ErrContention},
		{code(400, 10176), busy, ErrContention},
		{nats.ErrNoResponders, down, ErrUnavailable},
		{jetstream.ErrNoStreamResponse, doubtful, ErrUnavailable},
		{nats.ErrConnectionClosed, down, ErrUnavailable},
		{nats.ErrReconnectBufExceeded, down, ErrUnavailable},
		{code(503, 10008), down, ErrUnavailable},
		{code(503, 1), down, ErrUnavailable},
		{code(500, 1), down, ErrUnavailable},
		{code(503, 10077), full, ErrStorageFull},
		{code(500, 10047), full, ErrStorageFull},
		{code(503, 10023), full, ErrStorageFull},
		{code(400, 10199), malformed, ErrMalformed},
		{code(400, 10054), malformed, ErrMalformed},
		{code(400, 10097), malformed, ErrMalformed},
		{code(400, 10193), malformed, ErrMalformed},
		{nats.ErrMaxPayload, malformed, ErrMalformed},
	} {
		got := judge(c.answer)
		require.Equal(t, c.want, got, "%v", c.answer)
		if c.fails != nil {
			require.ErrorIs(t, failure(got, c.answer), c.fails)
			require.ErrorIs(t, failure(got, c.answer), errors.Unwrap(fmt.Errorf("%w", c.answer)))
		}
	}
	require.ErrorIs(t, ErrStorageFull, ErrUnavailable)
}
