package projections

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Advisory locks of this package; goose has one of its own.
const (
	// schemaLock: the first read schema is being made.
	schemaLock = 0x64666c6f77
	// rebuildLock: a schema beside the active one is being filled.
	rebuildLock = 0x64666c6f78
)

// lockPatience outlasts the removal of old read models, which takes the lock of
// rebuilds for a moment.
const lockPatience = 5 * time.Second

// ErrRebuilding: a rebuild or a verification of the read models runs already,
// here or elsewhere.
var ErrRebuilding = errors.New("projections: the read models are being rebuilt or verified already")

// withLock runs do while no other session has the lock. It waits for as long
// as the patience is and then is ErrRebuilding; 0 is for ever.
//
// A lock ends with its session, so it cannot outlive a failure. The session is
// not of the pool, whose connections are needed by whoever holds the lock.
func withLock(ctx context.Context, pool *pgxpool.Pool, key int64, patience time.Duration, do func() error) error {
	conn, err := pgx.ConnectConfig(ctx, pool.Config().ConnConfig)
	if err != nil {
		return fmt.Errorf("projections: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, fmt.Sprintf("SET lock_timeout = %d", patience.Milliseconds())); err != nil {
		return fmt.Errorf("projections: lock: %w", err)
	}
	_, err = conn.Exec(ctx, "SELECT pg_advisory_lock($1)", key)
	const lockNotAvailable = "55P03"
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == lockNotAvailable {
		return ErrRebuilding
	}
	if err != nil {
		return fmt.Errorf("projections: lock: %w", err)
	}
	return do()
}
