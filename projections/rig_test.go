package projections_test

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/catalog"
	"domainflow/eventstore"
	"domainflow/internal/embedded/natstest"
	"domainflow/internal/embedded/pgtest"
	"domainflow/projections"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// rig is a log and a database of one test.
type rig struct {
	t     testing.TB
	log   *eventstore.Store
	dsn   string
	pool  *pgxpool.Pool
	clock time.Time
	parts int
}

func newRig(t testing.TB) *rig {
	t.Helper()
	log, err := eventstore.Open(t.Context(), natstest.Single(t), eventstore.Config{Registry: registry(t, nil)})
	require.NoError(t, err)
	return newRigOn(t, log)
}

func newRigOn(t testing.TB, log *eventstore.Store) *rig {
	t.Helper()
	r := &rig{t: t, log: log, dsn: pgtest.Database(t), clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	r.pool = r.newPool()
	return r
}

func registry(t testing.TB, more map[string][]domain.Event) *eventstore.Registry {
	t.Helper()
	events := maps.Clone(catalog.Events)
	for category, list := range more {
		events[category] = list
	}
	reg, err := eventstore.NewRegistry(events)
	require.NoError(t, err)
	return reg
}

func (r *rig) newPool() *pgxpool.Pool {
	r.t.Helper()
	pool, err := pgxpool.New(r.t.Context(), r.dsn)
	require.NoError(r.t, err)
	r.t.Cleanup(pool.Close)
	return pool
}

func (r *rig) config() projections.Config {
	return projections.Config{Pool: r.pool, Log: r.log, Logger: slog.New(slog.DiscardHandler)}
}

// open prepares a projector without running it.
func (r *rig) open(config projections.Config) *projections.Projector {
	r.t.Helper()
	p, err := projections.Open(r.t.Context(), config)
	require.NoError(r.t, err)
	return p
}

// run runs a projector until stop is called or the test ends.
func (r *rig) run(p *projections.Projector) (stop func() error) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	var err error
	stopped := false
	stop = func() error {
		if cancel(); !stopped {
			stopped, err = true, <-ended
		}
		return err
	}
	r.t.Cleanup(func() { _ = stop() })
	return stop
}

// start opens and runs a projector.
func (r *rig) start() *projections.Projector {
	r.t.Helper()
	p := r.open(r.config())
	r.run(p)
	return p
}

// stopped waits until the projector has met what does not pass.
func (r *rig) stopped(p *projections.Projector) projections.Health {
	r.t.Helper()
	require.Eventually(r.t, func() bool { return p.Health().Stopped }, 30*time.Second, 10*time.Millisecond)
	return p.Health()
}

// reach waits until the projector reflects all of the log.
func (r *rig) reach(p *projections.Projector) uint64 {
	r.t.Helper()
	last, _, err := r.log.Last(r.t.Context())
	require.NoError(r.t, err)
	ctx, cancel := context.WithTimeout(r.t.Context(), 30*time.Second)
	defer cancel()
	err = p.Await(ctx, last)
	require.NoError(r.t, err, "health: %+v", p.Health())
	return last
}

// meta moves the clock: every command is a second after the one before.
func (r *rig) meta() eventstore.Meta {
	r.clock = r.clock.Add(time.Second)
	return eventstore.Meta{CommandID: uuid.New(), Actor: eventstore.Actor{ID: "local", Kind: "system"}, Time: r.clock}
}

// append stores events as they are: what projections are given is decided
// elsewhere.
func (r *rig) append(category, id string, events ...domain.Event) uint64 {
	r.t.Helper()
	return appendTo(r.t, r.log, r.meta(), category, id, events...)
}

func appendTo(t testing.TB, log *eventstore.Store, m eventstore.Meta, category, id string, events ...domain.Event) uint64 {
	t.Helper()
	asGiven := domain.Decider[int, []domain.Event, domain.Event]{
		Decide: func(_ int, events []domain.Event) ([]domain.Event, error) { return events, nil },
		Evolve: func(n int, _ domain.Event) int { return n + 1 },
	}
	_, out, err := eventstore.NewAggregate(log, category, asGiven).Do(t.Context(), m, id, events)
	require.NoError(t, err)
	return out.Sequence
}

// part stores a result of a campaign, each in a unit of its own.
func (r *rig) part(id string, event domain.Event) uint64 {
	r.t.Helper()
	r.parts++
	ref := eventstore.Ref{Category: campaign.Category, ID: id}
	p := eventstore.Part{Unit: fmt.Sprintf("u%d", r.parts), Last: true}
	sequence, err := r.log.AppendPart(r.t.Context(), r.meta(), ref, p, event, countsOf(event))
	require.NoError(r.t, err)
	return sequence
}

// countsOf are what processors put into the header. Statuses that no header
// can hold are left out.
func countsOf(event domain.Event) domain.Counts {
	counts := event.(interface{ Counts() domain.Counts }).Counts()
	maps.DeleteFunc(counts, func(status string, _ int64) bool { return strings.Trim(status, "abcdefghijklmnopqrstuvwxyz_") != "" })
	return counts
}

// dump is every row of a schema that somebody may see, by table, in an order of
// their own: what deleted campaigns leave for a while is seen by nobody.
func (r *rig) dump(schema string) map[string][]string {
	r.t.Helper()
	tables := r.strings(`SELECT table_name::text FROM information_schema.tables WHERE table_schema = $1 AND table_name <> 'deletions'`, schema)
	require.NotEmpty(r.t, tables)
	results := r.strings(`SELECT table_name::text FROM information_schema.columns WHERE table_schema = $1 AND column_name = 'campaign'`, schema)
	rows := map[string][]string{}
	for _, table := range tables {
		condition := ""
		if slices.Contains(results, table) {
			condition = fmt.Sprintf("WHERE campaign IN (SELECT number FROM %s.campaigns)", schema)
		}
		rows[table] = r.strings(fmt.Sprintf("SELECT t::text FROM %s.%s t %s ORDER BY 1", schema, table, condition))
	}
	return rows
}

func (r *rig) strings(sql string, args ...any) []string {
	r.t.Helper()
	rows, err := r.pool.Query(r.t.Context(), sql, args...)
	require.NoError(r.t, err)
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(r.t, err)
	return out
}

func (r *rig) active() string {
	r.t.Helper()
	return r.strings("SELECT name FROM domainflow.read_schema")[0]
}

func newID() string { return uuid.NewString() }
