package secrets

import (
	"context"
	"encoding/binary"
	"time"

	"github.com/google/uuid"
)

const (
	// onceTurns commands at a time have a connection each to hold their lock,
	// beside those that they write with: more could take the whole pool, and
	// wait for ever.
	onceTurns = 2
	// unlockLimit is how long a connection may take to give its lock back,
	// before it is closed, which does the same.
	unlockLimit = 2 * time.Second
)

// Once lets one process at a time carry out a command that makes a secret.
// Without, two that get the same command write one secret each, and the one
// that is shown may not be the one that stays. The lock is of a session of
// Postgres, so it goes with the process that holds it. Not guaranteed: that
// nobody else is at it while the connection that holds it is cut.
func (s *Store) Once(ctx context.Context, command uuid.UUID, do func(context.Context) error) error {
	select {
	case s.turns <- struct{}{}:
		defer func() { <-s.turns }()
	case <-ctx.Done():
		return ctx.Err()
	}
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return failure("lock of a command", err)
	}
	defer conn.Release()
	key := int64(binary.BigEndian.Uint64(command[8:]))
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", key); err != nil {
		return failure("lock of a command", err)
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), unlockLimit)
		defer cancel()
		// A connection on which that fails is closed by the driver.
		_, _ = conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", key)
	}()
	return do(ctx)
}
