package projections

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// sweepRows is how many rows one transaction removes at most: none holds up
	// the projector for long.
	sweepRows = 10_000
	// sweepEvery is how often deleted campaigns are looked for.
	sweepEvery = 5 * time.Second
)

// resultTables have rows of campaigns, by their number.
var resultTables = []string{"names", "dns_results", "http_results"}

// sweep removes the rows of deleted campaigns, and read models that are not
// active, which nobody sees any more, until ctx ends. Any number of processes may sweep at once.
func (p *Projector) sweep(ctx context.Context) {
	for sleep(ctx, sweepEvery) {
		if err := p.sweepAll(ctx); err != nil && ctx.Err() == nil {
			p.config.Logger.Debug("rows of deleted campaigns stay for now", "error", err)
		}
		if err := p.sweepSchemas(ctx); err != nil && ctx.Err() == nil {
			p.config.Logger.Debug("read models of no use stay for now", "error", err)
		}
	}
}

func (p *Projector) sweepAll(ctx context.Context) error {
	schema, _, err := activeSchema(ctx, p.config.Pool)
	if err != nil || schema == "" {
		return err
	}
	for {
		done, err := sweepSome(ctx, p.config.Pool, schema)
		if err != nil || done {
			return err
		}
	}
}

// sweepSome removes some rows of one deleted campaign, and its mark with the
// last of them. done says that there is no mark left.
func sweepSome(ctx context.Context, pool *pgxpool.Pool, schema string) (done bool, err error) {
	err = inTx(ctx, pool, func(tx pgx.Tx) error {
		var campaign int64
		err := tx.QueryRow(ctx, qualify("SELECT campaign FROM read.deletions ORDER BY campaign LIMIT 1", schema)).Scan(&campaign)
		if errors.Is(err, pgx.ErrNoRows) {
			done = true
			return nil
		}
		if err != nil {
			return err
		}
		for _, table := range resultTables {
			sql := `DELETE FROM read.` + table + ` WHERE campaign = $1 AND ordinal IN (
				SELECT ordinal FROM read.` + table + ` WHERE campaign = $1 ORDER BY ordinal LIMIT $2)`
			tag, err := tx.Exec(ctx, qualify(sql, schema), campaign, sweepRows)
			if err != nil || tag.RowsAffected() > 0 {
				return err
			}
		}
		_, err = tx.Exec(ctx, qualify("DELETE FROM read.deletions WHERE campaign = $1", schema), campaign)
		return err
	})
	return done, err
}

// sweepSchemas removes read models that no rebuild works on.
func (p *Projector) sweepSchemas(ctx context.Context) error {
	left, err := leftovers(ctx, p.config.Pool)
	if err != nil || len(left) == 0 {
		return err
	}
	err = withLock(ctx, p.config.Pool, rebuildLock, time.Millisecond, func() error { return dropLeftovers(ctx, p.config.Pool) })
	if errors.Is(err, ErrRebuilding) {
		return nil
	}
	return err
}
