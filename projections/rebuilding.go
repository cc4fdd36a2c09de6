package projections

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// RebuildState says what is known of rebuilds.
type RebuildState struct {
	// Running: one runs, in whatever process, or a verification does.
	Running bool
	// Sequence is how far it has come.
	Sequence uint64
	// Ended is when the last one of this process ended, zero before; Err is why
	// it failed.
	Ended time.Time
	Err   error
}

// RequestRebuild lets Run make the read models anew, beside everything else.
// It does not wait; while one is due already, nothing more is.
func (p *Projector) RequestRebuild() {
	select {
	case p.wanted <- struct{}{}:
	default:
	}
}

// rebuildOnRequest runs rebuilds until ctx ends, one after the other.
func (p *Projector) rebuildOnRequest(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wanted:
		}
		err := Rebuild(ctx, p.config)
		if err != nil && !errors.Is(err, ErrRebuilding) && ctx.Err() == nil {
			p.config.Logger.Error("the read models could not be rebuilt", "error", err)
		}
		p.mu.Lock()
		p.rebuilt = RebuildState{Ended: p.config.Now(), Err: err}
		p.mu.Unlock()
	}
}

// RebuildState asks the database, which knows of all processes.
func (p *Projector) RebuildState(ctx context.Context) (RebuildState, error) {
	p.mu.Lock()
	state := p.rebuilt
	p.mu.Unlock()
	// A key of 64 bits is shown as two halves (view pg_locks).
	err := p.config.Pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
		AND classid = ($1::bigint >> 32)::oid AND objid = ($1::bigint & 4294967295)::oid
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`, int64(rebuildLock)).Scan(&state.Running)
	if err != nil {
		return state, fmt.Errorf("projections: rebuild: %w", err)
	}
	if !state.Running {
		return state, nil
	}
	names, err := leftovers(ctx, p.config.Pool)
	if err != nil {
		return state, err
	}
	for _, name := range names {
		at, err := readCheckpoint(ctx, p.config.Pool, name)
		if err != nil && !isMissing(err) && !errors.Is(err, pgx.ErrNoRows) {
			return state, err
		}
		state.Sequence = max(state.Sequence, at.Sequence)
	}
	return state, nil
}
