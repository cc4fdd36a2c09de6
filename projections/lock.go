package projections

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Advisory locks of this package; goose has one of its own.
const (
	// schemaLock: the first read schema is being made.
	schemaLock = 0x64666c6f77
	// rebuildLock: a schema beside the active one is being filled.
	rebuildLock = 0x64666c6f78
)

// ErrRebuilding: a rebuild or a verification of the read models runs already,
// here or elsewhere.
var ErrRebuilding = errors.New("projections: the read models are being rebuilt or verified already")

// withLock runs do while no other session has the lock.
func withLock(ctx context.Context, pool *pgxpool.Pool, key int64, do func() error) error {
	return locked(ctx, pool, func(conn *pgx.Conn) error {
		if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", key); err != nil {
			return fmt.Errorf("projections: lock: %w", err)
		}
		return do()
	})
}

// tryLock is ErrRebuilding where another session has the lock.
func tryLock(ctx context.Context, pool *pgxpool.Pool, key int64, do func() error) error {
	return locked(ctx, pool, func(conn *pgx.Conn) error {
		var free bool
		if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", key).Scan(&free); err != nil {
			return fmt.Errorf("projections: lock: %w", err)
		}
		if !free {
			return ErrRebuilding
		}
		return do()
	})
}

// locked gives do a session of its own: a lock ends with its session, so it
// cannot outlive a failure; and the session is not of the pool, whose
// connections are needed by whoever holds the lock.
func locked(ctx context.Context, pool *pgxpool.Pool, do func(*pgx.Conn) error) error {
	conn, err := pgx.ConnectConfig(ctx, pool.Config().ConnConfig)
	if err != nil {
		return fmt.Errorf("projections: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	return do(conn)
}
