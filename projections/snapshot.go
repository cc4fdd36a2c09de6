package projections

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Queries answers from the read models. Every method asks in one REPEATABLE
// READ transaction and returns the sequence that the answer reflects. Errors
// that are not of this package are outages of Postgres.
type Queries struct {
	pool  *pgxpool.Pool
	rates *rates
	// active is the read schema that the last query found, "" before the first.
	active *atomic.Value
	scope  Scope
}

func newQueries(pool *pgxpool.Pool, r *rates) *Queries {
	q := &Queries{pool: pool, rates: r, active: new(atomic.Value), scope: Scope{AllCampaigns: true, AllEvents: true}}
	q.active.Store("")
	return q
}

// questions are the statements of one snapshot. In their SQL, `read.` stands
// for the active schema.
type questions struct {
	batch  pgx.Batch
	schema string
}

// row asks for one row; none is ErrNotFound.
func (b *questions) row(sql string, args []any, scan func(pgx.Row) error) {
	b.batch.Queue(qualify(sql, b.schema), cleanArgs(args)...).QueryRow(func(row pgx.Row) error {
		err := scan(row)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNotFound
		}
		return err
	})
}

// each asks for many rows.
func (b *questions) each(sql string, args []any, scan func(pgx.Rows) error) {
	b.batch.Queue(qualify(sql, b.schema), cleanArgs(args)...).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			if err := scan(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// hold keeps the tables of results from being dropped, by a rebuild, before
// the snapshot ends.
func (b *questions) hold() {
	b.batch.Queue(qualify("SELECT FROM read."+strings.Join(resultTables, ", read.")+" LIMIT 0", b.schema))
}

// qualify names the tables of one read schema. Qualified names, unlike a
// search_path, cannot be wrong on a pooled connection.
func qualify(sql, schema string) string { return strings.ReplaceAll(sql, "read.", schema+".") }

// errFlipped: another read schema has become active since the last query.
var errFlipped = errors.New("projections: the read schema has changed")

// attempts bounds the rebuilds that may happen during one query.
const attempts = 3

// snapshot asks in one transaction. ask may be called again: it must begin with
// empty results.
func (q *Queries) snapshot(ctx context.Context, ask func(*questions)) (uint64, error) {
	s, err := q.open(ctx, ask)
	if err != nil {
		return 0, err
	}
	s.close(ctx)
	return s.sequence, nil
}

// snapshot is an open transaction, for questions that follow from the answers
// to others. Everybody who opens one closes it: it holds a connection, and
// keeps Postgres from clearing away what has changed since.
type snapshot struct {
	tx     pgx.Tx
	schema string
	// sequence is what all its answers reflect.
	sequence uint64
}

// open begins a snapshot with its first questions. The schema is remembered and
// verified by the first statement of the batch, so that finding it costs no
// round trip. ask may be called again. After an error there is nothing to close.
func (q *Queries) open(ctx context.Context, ask func(*questions)) (*snapshot, error) {
	for range attempts {
		schema, err := q.schema(ctx)
		if err != nil {
			return nil, err
		}
		s, err := q.openIn(ctx, schema, ask)
		if !errors.Is(err, errFlipped) {
			return s, err
		}
		q.active.Store("")
	}
	return nil, errFlipped
}

func (q *Queries) schema(ctx context.Context) (string, error) {
	if name, _ := q.active.Load().(string); name != "" {
		return name, nil
	}
	var name string
	if err := q.pool.QueryRow(ctx, "SELECT name FROM domainflow.read_schema").Scan(&name); err != nil {
		return "", fmt.Errorf("projections: active schema: %w", err)
	}
	q.active.Store(name)
	return name, nil
}

func (q *Queries) openIn(ctx context.Context, schema string, ask func(*questions)) (*snapshot, error) {
	tx, err := q.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, fmt.Errorf("projections: query: %w", err)
	}
	s := &snapshot{tx: tx, schema: schema}
	err = s.ask(ctx, func(b *questions) {
		b.row("SELECT c.sequence, a.name, a.version FROM read.checkpoint c, domainflow.read_schema a", nil, s.verify)
		ask(b)
	})
	if err != nil {
		s.close(ctx)
		return nil, err
	}
	return s, nil
}

// verify makes sure that the schema is the active one, and of this version.
func (s *snapshot) verify(row pgx.Row) error {
	var active string
	var version int
	if err := row.Scan(&s.sequence, &active, &version); err != nil {
		return err
	}
	switch {
	case active != s.schema:
		return errFlipped
	case version != Version:
		return ErrOtherVersion
	}
	return nil
}

// ask sends questions in one round trip, and hands out the answers as they
// arrive: rows are not collected.
func (s *snapshot) ask(ctx context.Context, ask func(*questions)) error {
	b := &questions{schema: s.schema}
	ask(b)
	err := s.tx.SendBatch(ctx, &b.batch).Close()
	switch {
	case err == nil || errors.Is(err, ErrNotFound) || errors.Is(err, ErrCursor):
		return err
	case errors.Is(err, errFlipped) || isMissing(err):
		return errFlipped
	}
	return fmt.Errorf("projections: query: %w", err)
}

// closeLimit is how long a connection may take to leave its transaction; then
// it is given up.
const closeLimit = 5 * time.Second

func (s *snapshot) close(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeLimit)
	defer cancel()
	// Nothing was written. Where this fails the pool drops the connection.
	_ = s.tx.Rollback(ctx)
}

// isMissing says that a table or its schema is gone: dropped by a rebuild.
func isMissing(err error) bool {
	const undefinedTable, invalidSchema = "42P01", "3F000"
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == undefinedTable || pg.Code == invalidSchema)
}
