package eventstore

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"
)

// Headers of an atomic batch (NATS ADR-50). They stay on the stored messages, so a reader sees where a batch ends.
const (
	hdrBatchID       = "Nats-Batch-Id"
	hdrBatchSequence = "Nats-Batch-Sequence"
	hdrBatchCommit   = "Nats-Batch-Commit"
)

// midBatch says that more events of the same batch follow this one.
func midBatch(h nats.Header) bool { return h.Get(hdrBatchID) != "" && h.Get(hdrBatchCommit) == "" }

// publishBatch makes one attempt to store messages all or none and gives the sequence of the last; the others precede it without a
// gap. It writes into the messages, so every attempt needs fresh ones. A batch that is not committed is dropped by the server.
func (s *Store) publishBatch(ctx context.Context, messages []*nats.Msg) (uint64, error) {
	id, last := nuid.Next(), len(messages)-1
	for i, m := range messages {
		m.Header.Set(hdrBatchID, id)
		m.Header.Set(hdrBatchSequence, strconv.Itoa(i+1))
	}
	if err := s.beginBatch(ctx, messages[0]); err != nil {
		return 0, err
	}
	for _, m := range messages[1:last] {
		if err := s.nc.PublishMsg(m); err != nil {
			return 0, err
		}
	}
	messages[last].Header.Set(hdrBatchCommit, "1")
	return s.publishOne(ctx, messages[last])
}

// beginBatch waits for the answer to the first message, which is empty when the batch is open. Without waiting, a refusal to open it
// (too many batches) would only show as an incomplete batch at its commit.
func (s *Store) beginBatch(ctx context.Context, m *nats.Msg) error {
	reply, err := s.request(ctx, m)
	if err != nil || len(reply.Data) == 0 {
		return err
	}
	var answer struct {
		Error *jetstream.APIError `json:"error"`
	}
	if err := json.Unmarshal(reply.Data, &answer); err != nil || answer.Error == nil {
		return fmt.Errorf("unreadable answer to the start of a batch: %q", reply.Data)
	}
	return answer.Error
}
