package projections_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/internal/embedded"
	"domainflow/projections"
)

// cutOnCopy makes a table cut the connection of whoever writes the row of this
// ordinal into it: in the middle of a transaction, after other rows were
// written. cut_left says how often. A rolled back UPDATE would not count, a
// sequence does.
func (r *rig) cutOnCopy(table string, ordinal, times int) {
	r.t.Helper()
	_, err := r.pool.Exec(r.t.Context(), `
		CREATE SEQUENCE cuts;
		CREATE TABLE cut_left (times bigint);
		CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
			IF nextval('cuts') <= (SELECT times FROM cut_left) THEN
				PERFORM pg_terminate_backend(pg_backend_pid());
			END IF;
			RETURN NEW;
		END $$;`)
	require.NoError(r.t, err)
	_, err = r.pool.Exec(r.t.Context(), "INSERT INTO cut_left VALUES ($1)", times)
	require.NoError(r.t, err)
	_, err = r.pool.Exec(r.t.Context(), "CREATE TRIGGER cut BEFORE INSERT ON read_1."+table+" FOR EACH ROW WHEN (NEW.ordinal = "+
		strconv.Itoa(ordinal)+") EXECUTE FUNCTION cut()")
	require.NoError(r.t, err)
}

func TestConnectionCutInTheMiddleOfATransactionLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	const cuts = 5
	r := newRig(t)
	p := r.open(r.config())
	r.cutOnCopy("dns_results", 150, cuts)
	r.run(p)
	r.history()
	last := r.reach(p)
	require.Equal(t, last, p.Sequence())
	require.NoError(t, p.Health().Err)
	require.Equal(t, []string{strconv.Itoa(cuts + 1)}, r.strings("SELECT last_value::text FROM cuts"))

	live := r.dump("read_1")
	require.NoError(t, projections.Rebuild(t.Context(), r.config()))
	require.Equal(t, live, r.dump("read_2"))
}

// A crash of Postgres may take the last commits with it (synchronous_commit is
// off): then the schema is what it was some transactions ago.
func TestProjectorGoesOnFromWhereAnOlderSchemaIs(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.open(r.config())
	r.history()
	stop := r.run(p)
	r.reach(p)
	require.ErrorIs(t, stop(), context.Canceled)
	older := r.dump("read_1")
	_, err := r.pool.Exec(t.Context(), "ALTER SCHEMA read_1 RENAME TO kept")
	require.NoError(t, err)
	require.NoError(t, copySchema(t.Context(), r.pool, "kept", "read_1"))
	require.Equal(t, older, r.dump("read_1"))

	p = r.open(r.config())
	r.run(p)
	r.history()
	r.reach(p)
	newer := r.dump("read_1")
	require.NotEqual(t, older, newer)

	// The older state comes back under the running projector.
	_, err = r.pool.Exec(t.Context(), "DROP SCHEMA read_1 CASCADE; ALTER SCHEMA kept RENAME TO read_1")
	require.NoError(t, err)
	r.append(campaign.Category, newID(), generation("wakes it up"))
	r.reach(p)
	live := r.dump("read_1")
	require.NoError(t, projections.Rebuild(t.Context(), r.config()))
	require.Equal(t, live, r.dump("read_2"))
}

// copySchema makes a schema with the tables, keys and rows of another.
func copySchema(ctx context.Context, pool *pgxpool.Pool, from, to string) error {
	_, err := pool.Exec(ctx, `DO $$ DECLARE t text; BEGIN
		CREATE SCHEMA `+to+`;
		FOR t IN SELECT table_name FROM information_schema.tables WHERE table_schema = '`+from+`' LOOP
			EXECUTE format('CREATE TABLE `+to+`.%I (LIKE `+from+`.%I INCLUDING ALL)', t, t);
			EXECUTE format('INSERT INTO `+to+`.%I SELECT * FROM `+from+`.%I', t, t);
		END LOOP; END $$`)
	return err
}

func TestProjectorOutlivesTheLossOfPostgres(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var down atomic.Bool
	config := r.config()
	config.Pool = r.cuttablePool(&down)
	p := r.open(config)
	r.run(p)
	r.history()
	r.reach(p)

	down.Store(true)
	_, err := r.pool.Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cuttable'")
	require.NoError(t, err)
	r.history()
	require.Eventually(t, func() bool { return p.Health().Err != nil }, time.Minute, time.Millisecond)
	require.False(t, p.Health().Stopped)
	_, err = p.Queries().Campaigns(t.Context(), projections.CampaignFilter{})
	require.ErrorIs(t, err, errDown)

	down.Store(false)
	r.reach(p)
	require.NoError(t, p.Health().Err)
	live := r.dump("read_1")
	require.Len(t, live["campaigns"], 10)
	require.NoError(t, projections.Rebuild(t.Context(), r.config()))
	require.Equal(t, live, r.dump("read_2"))
}

var errDown = errors.New("nobody listens")

// cuttablePool cannot connect while down is set.
func (r *rig) cuttablePool(down *atomic.Bool) *pgxpool.Pool {
	r.t.Helper()
	config, err := pgxpool.ParseConfig(r.dsn)
	require.NoError(r.t, err)
	config.ConnConfig.RuntimeParams["application_name"] = "cuttable"
	dial := config.ConnConfig.DialFunc
	config.ConnConfig.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		if down.Load() {
			return nil, errDown
		}
		return dial(ctx, network, address)
	}
	pool, err := pgxpool.NewWithConfig(r.t.Context(), config)
	require.NoError(r.t, err)
	r.t.Cleanup(pool.Close)
	return pool
}

func TestCrashOfPostgresLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "domainflow-projections-")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	// The account that Postgres runs as passes through.
	require.NoError(t, os.Chmod(dir, 0o711))
	server, err := embedded.StartPostgres(t.Context(), embedded.PostgresConfig{Dir: dir, Logger: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	t.Cleanup(func() { _ = server.Stop(context.Background()) })
	r := newRig(t)
	r.dsn = server.DSN()
	r.pool = r.newPool()
	p := r.start()
	for range 3 {
		r.history()
		crash(t, dir)
	}
	r.history()
	r.reach(p)
	live := r.dump("read_1")
	require.Len(t, live["campaigns"], 20)
	require.NoError(t, projections.Rebuild(t.Context(), r.config()))
	require.Equal(t, live, r.dump("read_2"))
}

// crash kills the server at once; its supervisor starts it again.
func crash(t *testing.T, dir string) {
	t.Helper()
	var pid int
	require.Eventually(t, func() bool {
		text, err := os.ReadFile(filepath.Join(dir, "cluster", "postmaster.pid"))
		if err != nil {
			return false
		}
		line, _, _ := strings.Cut(string(text), "\n")
		pid, err = strconv.Atoi(line)
		return err == nil && syscall.Kill(pid, syscall.SIGQUIT) == nil
	}, time.Minute, time.Millisecond)
	require.Eventually(t, func() bool { return syscall.Kill(pid, 0) != nil }, time.Minute, time.Millisecond)
}
