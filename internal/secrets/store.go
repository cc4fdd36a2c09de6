package secrets

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/singleflight"
)

// Settings may change while the program runs; they act at once, on what exists
// too, except that a token keeps the expiry it was given.
type Settings struct {
	// AccessTTL is the life of an access token.
	AccessTTL time.Duration
	// SessionLife is how long a session may go on, however busy.
	SessionLife time.Duration
	// Idle ends a session in which nothing was asked for so long.
	Idle time.Duration
	// SessionsPerUser ends the oldest when there are more.
	SessionsPerUser int
	// MinPassword is the number of characters of new passwords.
	MinPassword int
}

// DefaultSettings are those of the product.
func DefaultSettings() Settings {
	return Settings{AccessTTL: 15 * time.Minute, SessionLife: 14 * 24 * time.Hour, Idle: 30 * time.Minute, SessionsPerUser: 10, MinPassword: 12}
}

// Store is the schema accounts, as migrations.Up makes it. It is safe for
// concurrent use; make one per process, since what it remembers of tokens is
// forgotten by [Store.Forget].
type Store struct {
	pool     *pgxpool.Pool
	hasher   *Hasher
	now      func() time.Time
	settings func() Settings
	keyring  *keyring // nil until Unlock
	turns    chan struct{}

	sessions sessionCache
	keys     keyCache
	checks   singleflight.Group
}

// New makes a store, in which passwords are locked until [Store.Unlock]. It
// does not own the pool.
func New(pool *pgxpool.Pool, hasher *Hasher, now func() time.Time, settings func() Settings) *Store {
	return &Store{
		pool: pool, hasher: hasher, settings: settings, turns: make(chan struct{}, onceTurns),
		now: func() time.Time { return now().UTC().Truncate(time.Microsecond) },
	}
}

// write runs do in a transaction that is on disk when it returns and in which
// each statement sees what was committed before it, whatever the database or its
// role are set to.
func (s *Store) write(ctx context.Context, do func(pgx.Tx) error) error {
	return pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, func(tx pgx.Tx) error {
		const durable = "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'"
		if _, err := tx.Exec(ctx, durable); err != nil {
			return err
		}
		return do(tx)
	})
}

// exec is a write of one statement.
func (s *Store) exec(ctx context.Context, what, sql string, args ...any) (rows int64, err error) {
	err = s.write(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, sql, args...)
		rows = tag.RowsAffected()
		return err
	})
	return rows, failure(what, err)
}
