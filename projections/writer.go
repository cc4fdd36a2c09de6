package projections

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// errMoved: somebody else moved the checkpoint in a way that this writer
// cannot follow. It begins anew from where the checkpoint is.
var errMoved = errors.New("projections: the checkpoint was moved by another projector")

// writer brings one read schema forward.
type writer struct {
	pool   *pgxpool.Pool
	schema string
	// standby: the schema is being filled and does not answer queries yet.
	standby bool
	// position is up to where the schema is known to reflect the log.
	position uint64
}

// write applies what is waiting, again and again, until the reader ends.
func (w *writer) write(ctx context.Context, r *reader, committed func([]decoded, []string)) error {
	for {
		events, err := r.take(ctx)
		if err != nil || len(events) == 0 {
			return err
		}
		touched, err := w.apply(ctx, events)
		if err != nil {
			return err
		}
		r.done(events)
		committed(events, touched)
	}
}

// apply is one transaction: all read models at the last of these events. It
// returns the campaigns whose status or counters moved.
//
// synchronous_commit is off: after a crash of Postgres the last transactions
// may be missing, whole and with their checkpoint, and are done again.
func (w *writer) apply(ctx context.Context, events []decoded) ([]string, error) {
	var touched []string
	last := events[len(events)-1]
	err := pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) error {
		held, err := w.lock(ctx, tx)
		if err != nil {
			return err
		}
		theirs, ours := split(events, held)
		if touched, err = touchedBy(ctx, tx, w.schema, theirs); err != nil || len(ours) == 0 {
			return err
		}
		c := &change{tx: tx, schema: w.schema, events: ours}
		for _, m := range models {
			if err := m.write(ctx, c); err != nil {
				return err
			}
		}
		touched = distinct(append(touched, c.touched()...))
		return w.move(ctx, tx, held, last)
	})
	if err != nil {
		return nil, fmt.Errorf("projections: events %d to %d: %w", events[0].Sequence, last.Sequence, err)
	}
	w.position = last.Sequence
	return touched, nil
}

// lock takes the checkpoint, so that no other projector writes meanwhile, and
// says where it is.
func (w *writer) lock(ctx context.Context, tx pgx.Tx) (uint64, error) {
	if _, err := tx.Exec(ctx, "SET LOCAL synchronous_commit = off"); err != nil {
		return 0, err
	}
	var held uint64
	sql := "SELECT sequence FROM read.checkpoint FOR UPDATE"
	if err := tx.QueryRow(ctx, qualify(sql, w.schema)).Scan(&held); err != nil {
		return 0, err
	}
	if held < w.position {
		return 0, errMoved
	}
	if w.standby {
		return held, nil
	}
	var active string
	if err := tx.QueryRow(ctx, "SELECT name FROM domainflow.read_schema").Scan(&active); err != nil {
		return 0, err
	}
	if active != w.schema {
		return 0, errFlipped
	}
	return held, nil
}

// move advances the checkpoint. It is the fence: whoever held another
// sequence commits nothing.
func (w *writer) move(ctx context.Context, tx pgx.Tx, held uint64, last decoded) error {
	sql := "UPDATE read.checkpoint SET sequence = $1, event_id = $2 WHERE sequence = $3"
	tag, err := tx.Exec(ctx, qualify(sql, w.schema), last.Sequence, last.ID, held)
	if err != nil {
		return err
	}
	if tag.RowsAffected() != 1 {
		return errMoved
	}
	return nil
}

// split parts the events into those that another projector applied already
// and the rest.
func split(events []decoded, held uint64) (theirs, ours []decoded) {
	for i, e := range events {
		if e.Sequence > held {
			return events[:i], events[i:]
		}
	}
	return events, nil
}

// touchedBy are the campaigns that another projector has moved by these
// events, and their followers.
func touchedBy(ctx context.Context, tx pgx.Tx, schema string, events []decoded) ([]string, error) {
	ids := campaignIDs(events)
	if len(ids) == 0 {
		return nil, nil
	}
	sql := "SELECT id FROM read.campaigns WHERE id = ANY($1) OR source_id <> '' AND source_id = ANY($1)"
	rows, err := tx.Query(ctx, qualify(sql, schema), cleanArgs([]any{ids})...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// touched are the campaigns that this change has moved.
func (c *change) touched() []string {
	var ids []string
	for id, row := range c.campaigns {
		if row.changed {
			ids = append(ids, id)
		}
	}
	return ids
}

func distinct(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}
