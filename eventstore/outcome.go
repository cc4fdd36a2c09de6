package eventstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// verdict is what an answer to a publish means for the events in it.
type verdict int

const (
	// stored: they are in the log.
	stored verdict = iota
	// lost: they were refused because the log already holds something else, or them.
	lost
	// repeated: their ids are in the log, not necessarily from this attempt.
	repeated
	// doubtful: nobody knows.
	doubtful
	// busy: not stored; the same may be tried again in a few ms, with the same expectation.
	busy
	// down: not stored, since JetStream is not there.
	down
	// full: not stored, and no use to try again.
	full
	// malformed: this can never be stored.
	malformed
)

// Error codes of nats-server 2.15.2 (server/errors.json) that a publish can meet and that nats.go does not name.
const (
	codeClusterNotAvailable = jetstream.ErrorCode(10008)
	codeInsufficient        = jetstream.ErrorCode(10023)
	codeStorageExceeded     = jetstream.ErrorCode(10047)
	codeStoreFailed         = jetstream.ErrorCode(10077) // a limit of the stream is reached
	codeHeadersTooLarge     = jetstream.ErrorCode(10097)
	codeIDInFlight          = jetstream.ErrorCode(10158) // the same message id is on its way (replicated streams)
	codeExpectationInFlight = jetstream.ErrorCode(10164) // another message of this expectation is on its way (replicated streams)
	codeTooManyRequests     = jetstream.ErrorCode(10167)
	codeBatchIncomplete     = jetstream.ErrorCode(10176) // the leader changed inside the batch
	codeBatchTooLarge       = jetstream.ErrorCode(10199)
	codeBatchDuplicate      = jetstream.ErrorCode(10201)
	codeBatchesInFlight     = jetstream.ErrorCode(10210)
)

// errDuplicate stands for an acknowledgement that names an older message with the same id.
var errDuplicate = errors.New("duplicate message id")

// judge goes by codes and sentinels, never by text.
func judge(err error) verdict {
	var api *jetstream.APIError
	switch {
	case err == nil:
		return stored
	case errors.As(err, &api):
		return judgeCode(api)
	case errors.Is(err, errDuplicate):
		return repeated
	case errors.Is(err, nats.ErrMaxPayload), errors.Is(err, ErrMalformed):
		return malformed
	case errors.Is(err, nats.ErrNoResponders), errors.Is(err, nats.ErrConnectionClosed), errors.Is(err, nats.ErrReconnectBufExceeded):
		return down
	default: // timeout, lost connection, an answer that makes no sense
		return doubtful
	}
}

func judgeCode(e *jetstream.APIError) verdict {
	switch e.ErrorCode {
	case jetstream.JSErrCodeStreamWrongLastSequence:
		return lost
	case codeBatchDuplicate:
		return repeated
	case codeIDInFlight:
		return doubtful // an earlier attempt of ours is on its way, and over an election it may stay there for long
	case codeExpectationInFlight, codeTooManyRequests, codeBatchesInFlight, codeBatchIncomplete:
		return busy
	case codeStoreFailed, codeStorageExceeded, codeInsufficient:
		return full
	case jetstream.JSErrCodeStreamMessageExceedsMaximum, codeHeadersTooLarge, codeBatchTooLarge:
		return malformed
	case codeClusterNotAvailable:
		return down
	}
	switch e.Code {
	case 429:
		return busy
	case 500, 503:
		return down
	}
	return malformed
}

// failure is the error for a verdict after which no more attempts are made.
func failure(v verdict, err error) error {
	switch v {
	case full:
		return fmt.Errorf("%w: %w", ErrStorageFull, err)
	case malformed:
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	case busy:
		return fmt.Errorf("%w: %w", ErrContention, err)
	default:
		return unavailable(err)
	}
}

// unavailable marks what JetStream failed to do; a caller that gave up is no outage.
func unavailable(err error) error {
	if errors.Is(err, ErrUnavailable) || errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}
