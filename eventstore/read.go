package eventstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Stream API of JetStream (NATS ADR-1, ADR-31). A get over this subject is answered by the leader of the stream and so is current;
// nats.go would take the direct get, which any replica answers, whenever the stream allows it.
const leaderGetSubject = "$JS.API.STREAM.MSG.GET." + streamName

// getRequest asks for the message at Sequence; the first on Next from Sequence or StartTime on; or the last on Last. Subjects may have
// wildcards.
type getRequest struct {
	Sequence  uint64     `json:"seq,omitempty"`
	StartTime *time.Time `json:"start_time,omitempty"`
	Last      string     `json:"last_by_subj,omitempty"`
	Next      string     `json:"next_by_subj,omitempty"`
}

type getResponse struct {
	Error   *jetstream.APIError `json:"error"`
	Message *struct {
		Subject  string    `json:"subject"`
		Sequence uint64    `json:"seq"`
		Header   []byte    `json:"hdrs"`
		Data     []byte    `json:"data"`
		Time     time.Time `json:"time"`
	} `json:"message"`
}

// leaderGet reads one event from the leader: [ErrNotFound] if there is none, [ErrUnavailable] if there is no leader for a while.
func (s *Store) leaderGet(ctx context.Context, g getRequest) (Recorded, error) {
	body, err := json.Marshal(g)
	if err != nil {
		return Recorded{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	again := s.pacer()
	for {
		r, err := s.askLeader(ctx, body)
		switch {
		case err == nil || !errors.Is(err, ErrUnavailable):
			return r, err
		case !again(ctx, down):
			return Recorded{}, err
		}
	}
}

func (s *Store) askLeader(ctx context.Context, body []byte) (Recorded, error) {
	reply, err := s.request(ctx, &nats.Msg{Subject: leaderGetSubject, Data: body})
	if ctx.Err() != nil && err != nil {
		return Recorded{}, ctx.Err()
	}
	if err != nil {
		return Recorded{}, unavailable(err)
	}
	return s.config.Registry.fromLeader(reply.Data)
}

func (r *Registry) fromLeader(data []byte) (Recorded, error) {
	var response getResponse
	switch err := json.Unmarshal(data, &response); {
	case err != nil:
		return Recorded{}, unavailable(err)
	case response.Error != nil && response.Error.ErrorCode == jetstream.JSErrCodeMessageNotFound:
		return Recorded{}, ErrNotFound
	case response.Error != nil:
		return Recorded{}, unavailable(response.Error)
	case response.Message == nil:
		return Recorded{}, unavailable(errors.New("empty answer"))
	}
	m := response.Message
	header, err := nats.DecodeHeadersMsg(m.Header)
	if err != nil {
		return Recorded{}, &EnvelopeError{m.Sequence, err}
	}
	return r.record(message{subject: m.Subject, sequence: m.Sequence, at: m.Time, header: header, data: m.Data})
}

// Last gives the end of the log as its leader knows it: sequence and event id, or 0 and "" if the log is empty.
func (s *Store) Last(ctx context.Context) (sequence uint64, eventID string, err error) {
	r, err := s.leaderGet(ctx, getRequest{Last: ">"})
	if errors.Is(err, ErrNotFound) {
		return 0, "", nil
	}
	return r.Sequence, r.ID, err
}

// SequenceAt is where the log ended at a moment: the sequence of the last event stored then or before, 0 if there was none. Moments
// are those of [Recorded.StoredAt], to the end of their millisecond: people see no more of them. Clocks of the servers of a cluster
// may differ, so around a change of leader some ms are vague.
func (s *Store) SequenceAt(ctx context.Context, moment time.Time) (uint64, error) {
	after := moment.Truncate(time.Millisecond).Add(time.Millisecond)
	next, err := s.leaderGet(ctx, getRequest{StartTime: &after, Next: ">"})
	if errors.Is(err, ErrNotFound) {
		last, _, err := s.Last(ctx)
		return last, err
	}
	if err != nil {
		return 0, err
	}
	return next.Sequence - 1, nil
}

// AtSequence reads one event, from any replica that has it. [ErrNotFound] is the leader's word.
func (s *Store) AtSequence(ctx context.Context, sequence uint64) (Recorded, error) {
	raw, err := s.stream.GetMsg(ctx, sequence)
	if err != nil {
		return s.leaderGet(ctx, getRequest{Sequence: sequence})
	}
	return s.config.Registry.fromReplica(raw)
}

// AtSubject reads the last event on one exact subject ([Recorded.Subject]), from any replica that has one. For results it is the
// only one; of a lifecycle event a replica may give an older one. [ErrNotFound] is the leader's word.
func (s *Store) AtSubject(ctx context.Context, subject string) (Recorded, error) {
	if _, err := parseSubject(subject); err != nil {
		return Recorded{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	raw, err := s.stream.GetLastMsgForSubject(ctx, subject)
	if err != nil {
		return s.leaderGet(ctx, getRequest{Last: subject})
	}
	return s.config.Registry.fromReplica(raw)
}

func (r *Registry) fromReplica(m *jetstream.RawStreamMsg) (Recorded, error) {
	return r.record(message{subject: m.Subject, sequence: m.Sequence, at: m.Time, header: m.Header, data: m.Data})
}
