package projections

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"domainflow/migrations"
)

// Rebuild makes the read models anew from the whole log, in a schema beside
// the active one, which answers queries and follows the log meanwhile. Then it
// changes places with it, at a sequence that is not lower. What the active
// one holds does not matter, so it also repairs ErrAheadOfLog and ErrOtherLog.
//
// One rebuild runs at a time, in whatever process: another one is
// ErrRebuilding. One that breaks off changes nothing; what it leaves is removed
// by the projector.
func Rebuild(ctx context.Context, config Config) error {
	config = config.withDefaults()
	if err := migrations.Up(ctx, config.Pool); err != nil {
		return err
	}
	return withLock(ctx, config.Pool, rebuildLock, lockPatience, func() error { return rebuild(ctx, config) })
}

// rebuild runs under the rebuild lock.
func rebuild(ctx context.Context, config Config) error {
	active, _, err := activeSchema(ctx, config.Pool)
	if err != nil {
		return err
	}
	if active == "" {
		return begin(ctx, config)
	}
	w, err := standby(ctx, config, active, func() (uint64, error) {
		last, _, err := config.Log.Last(ctx)
		return last, err
	})
	if err != nil {
		return err
	}
	err = level(ctx, config, active, w, func(tx pgx.Tx) error { return activate(ctx, tx, w.schema) })
	if err != nil {
		return err
	}
	if err := dropLeftovers(ctx, config.Pool); err != nil {
		config.Logger.Debug("the old read models stay for now", "error", err)
	}
	return nil
}

// begin makes the first read models, where there are none. They are empty,
// and filled while they answer.
func begin(ctx context.Context, config Config) error {
	return withLock(ctx, config.Pool, schemaLock, 0, func() error {
		active, _, err := activeSchema(ctx, config.Pool)
		if err != nil || active != "" {
			return err
		}
		first, err := schemaAfter("")
		if err != nil {
			return err
		}
		if err := createSchema(ctx, config.Pool, first, config.Log.Identity()); err != nil {
			return err
		}
		return inTx(ctx, config.Pool, func(tx pgx.Tx) error { return activate(ctx, tx, first) })
	})
}

// standby fills a schema beside the active one, until it is where it should be
// by then.
func standby(ctx context.Context, config Config, active string, target func() (uint64, error)) (*writer, error) {
	next, err := schemaAfter(active)
	if err != nil {
		return nil, err
	}
	if err := createSchema(ctx, config.Pool, next, config.Log.Identity()); err != nil {
		return nil, err
	}
	w := &writer{pool: config.Pool, schema: next, standby: true}
	for {
		sequence, err := target()
		if err == nil && w.position >= sequence {
			return w, nil
		}
		if err == nil {
			err = w.fill(ctx, config.Log, sequence)
		}
		if err != nil {
			return nil, err
		}
	}
}

// level brings a standby to where the active schema is, or beyond, and calls
// then while the active one is held there.
func level(ctx context.Context, config Config, active string, w *writer, then func(pgx.Tx) error) error {
	return inTx(ctx, config.Pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, qualify("SELECT FROM read.checkpoint FOR UPDATE", active)); err != nil {
			return err
		}
		at, err := readCheckpoint(ctx, tx, active)
		if err != nil {
			return err
		}
		switch err := at.verify(ctx, config.Log); {
		case errors.Is(err, ErrAheadOfLog), errors.Is(err, ErrOtherLog): // it cannot be reached, and need not
		case err != nil:
			return err
		default:
			// A few events, at most those that came while the log's end was asked for.
			if err := w.fill(ctx, config.Log, at.Sequence); err != nil {
				return err
			}
		}
		return then(tx)
	})
}

// fill brings a standby up to a sequence.
func (w *writer) fill(ctx context.Context, log Log, upTo uint64) error {
	if w.position >= upTo {
		return nil
	}
	return fill(ctx, log, w, upTo, func([]decoded, []string) {})
}
