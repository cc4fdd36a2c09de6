package projections

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"domainflow/eventstore"
)

// checkpoint says what a read schema reflects, and of which log.
type checkpoint struct {
	Sequence uint64
	// EventID is that of the event there, "" before the first.
	EventID string
	// Stream is the identity of the log.
	Stream string
}

// rower is a pool or a transaction.
type rower interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

func readCheckpoint(ctx context.Context, db rower, schema string) (checkpoint, error) {
	var c checkpoint
	err := db.QueryRow(ctx, qualify("SELECT sequence, event_id, stream FROM read.checkpoint", schema)).
		Scan(&c.Sequence, &c.EventID, &c.Stream)
	if err != nil {
		return c, fmt.Errorf("projections: checkpoint: %w", err)
	}
	return c, nil
}

// verify fails with ErrOtherLog or ErrAheadOfLog if the checkpoint cannot have
// come from this log.
func (c checkpoint) verify(ctx context.Context, log Log) error {
	if c.Stream != log.Identity() {
		return fmt.Errorf("%w (read models: %s, log: %s)", ErrOtherLog, c.Stream, log.Identity())
	}
	last, _, err := log.Last(ctx)
	if err != nil {
		return fmt.Errorf("projections: end of the log: %w", err)
	}
	if c.Sequence > last {
		return fmt.Errorf("%w (read models: %d, log: %d)", ErrAheadOfLog, c.Sequence, last)
	}
	if c.Sequence == 0 {
		return nil
	}
	event, err := log.AtSequence(ctx, c.Sequence)
	if errors.Is(err, eventstore.ErrNotFound) {
		// The log goes on beyond it, so it was removed from the log on
		// purpose. Nothing speaks against the log being the right one.
		return nil
	}
	if err != nil {
		return fmt.Errorf("projections: event %d: %w", c.Sequence, err)
	}
	if event.ID != c.EventID {
		return fmt.Errorf("%w (event %d is %s there and %s in the log)", ErrAheadOfLog, c.Sequence, c.EventID, event.ID)
	}
	return nil
}
