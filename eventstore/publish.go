package eventstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// pubAck is the answer to a publish, plain or committing a batch.
type pubAck struct {
	Stream    string              `json:"stream"`
	Sequence  uint64              `json:"seq"`
	Duplicate bool                `json:"duplicate"`
	Error     *jetstream.APIError `json:"error"`
}

// publishOne makes one attempt to store one message. Errors are for judge.
func (s *Store) publishOne(ctx context.Context, m *nats.Msg) (uint64, error) {
	reply, err := s.request(ctx, m)
	if err != nil {
		return 0, err
	}
	var ack pubAck
	switch err := json.Unmarshal(reply.Data, &ack); {
	case err != nil:
		return 0, fmt.Errorf("unreadable acknowledgement: %w", err)
	case ack.Error != nil:
		return 0, ack.Error
	case ack.Stream != streamName || ack.Sequence == 0:
		return 0, fmt.Errorf("acknowledgement of stream %q, sequence %d", ack.Stream, ack.Sequence)
	case ack.Duplicate:
		return ack.Sequence, errDuplicate
	}
	return ack.Sequence, nil
}

// request is one round trip. Cancelled by the caller it gives the caller's error, otherwise one of nats.go.
func (s *Store) request(ctx context.Context, m *nats.Msg) (*nats.Msg, error) {
	limited, cancel := context.WithTimeout(ctx, s.config.RequestTimeout)
	defer cancel()
	reply, err := s.nc.RequestMsgWithContext(limited, m)
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return reply, err
}
