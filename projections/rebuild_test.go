package projections_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
	"domainflow/projections"
)

func TestRebuiltEqualsLiveRowByRow(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.start()
	c := r.history()
	before := r.reach(p)
	live := r.dump("read_1")
	for table, rows := range live {
		require.NotEmpty(t, rows, table)
	}

	require.NoError(t, projections.Rebuild(t.Context(), r.config()))
	require.Equal(t, "read_2", r.active())
	require.Equal(t, live, r.dump("read_2"))
	require.Empty(t, r.strings("SELECT nspname::text FROM pg_namespace WHERE nspname = 'read_1'"))

	// Queries and the projector go over to the new schema by themselves.
	_, sequence, err := p.Queries().Campaign(t.Context(), c.dns)
	require.NoError(t, err)
	require.Equal(t, before, sequence)
	r.append(campaign.Category, c.http, campaign.Paused{})
	last := r.reach(p)
	paused, sequence, err := p.Queries().Campaign(t.Context(), c.http)
	require.NoError(t, err)
	require.Equal(t, last, sequence)
	require.Equal(t, campaign.StatusPaused, paused.Status)
}

func TestReadModelsOfAnotherVersionAreRebuiltWhenOpened(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.open(r.config())
	stop := r.run(p)
	r.history()
	r.reach(p)
	require.ErrorContains(t, stop(), "canceled")
	live := r.dump("read_1")

	_, err := r.pool.Exec(t.Context(), "UPDATE domainflow.read_schema SET version = version - 1")
	require.NoError(t, err)
	_, err = r.pool.Exec(t.Context(), "DELETE FROM read_1.names")
	require.NoError(t, err)
	r.open(r.config())
	require.Equal(t, "read_2", r.active())
	require.Equal(t, live, r.dump("read_2"))
}

func TestOpenAtOnceMakesOneSchema(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	errs := make(chan error)
	for range 4 {
		go func() {
			_, err := projections.Open(t.Context(), r.config())
			errs <- err
		}()
	}
	for range 4 {
		require.NoError(t, <-errs)
	}
	require.Equal(t, "read_1", r.active())
}

func TestRebuildThatBrokeOffIsDoneAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.history()
	r.open(r.config())
	_, err := r.pool.Exec(t.Context(), "CREATE SCHEMA read_2; CREATE TABLE read_2.names (left_over text)")
	require.NoError(t, err)
	require.NoError(t, projections.Rebuild(t.Context(), r.config()))
	require.NotEmpty(t, r.dump("read_2")["names"])
}

// Commands and queries go on while the read models are built again, and no
// answer is older than one before.
func TestRebuildWhileEverythingGoesOn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.start()
	c := r.history()
	r.reach(p)
	rebuilt := make(chan error, 1)
	go func() {
		var err error
		for range 3 {
			err = errors.Join(err, projections.Rebuild(t.Context(), r.config()))
		}
		rebuilt <- err
	}()
	seen := uint64(0)
	for done := false; !done; {
		select {
		case err := <-rebuilt:
			require.NoError(t, err)
			done = true
		default:
		}
		r.append(campaign.Category, c.http, campaign.Renamed{Name: ptr("x")})
		_, sequence, err := p.Queries().Campaign(t.Context(), c.http)
		require.NoError(t, err)
		require.GreaterOrEqual(t, sequence, seen)
		seen = sequence
	}
	require.Equal(t, "read_4", r.active())
	r.reach(p)
	require.Empty(t, r.differences())
}

func ptr[T any](v T) *T { return &v }

// differences compares the read models with the log.
func (r *rig) differences() map[string][]string {
	r.t.Helper()
	v, err := projections.Verify(r.t.Context(), r.config())
	require.NoError(r.t, err)
	require.NotEmpty(r.t, v.Tables)
	found := map[string][]string{}
	for _, table := range v.Tables {
		if !table.Equal() {
			found[table.Name] = table.Differences
		}
	}
	return found
}

func TestVerifyFindsEveryDamage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.open(r.config())
	stop := r.run(p)
	r.history()
	last := r.reach(p)
	v, err := projections.Verify(t.Context(), r.config())
	require.NoError(t, err)
	require.Equal(t, last, v.Sequence)
	require.Empty(t, r.differences())
	require.Empty(t, r.strings("SELECT nspname::text FROM pg_namespace WHERE nspname = 'read_2'"))

	for table, damage := range map[string]string{
		"names":        "UPDATE read_1.names SET domain_name = 'other' WHERE (campaign, ordinal) IN (SELECT campaign, ordinal FROM read_1.names LIMIT 1)",
		"dns_results":  "DELETE FROM read_1.dns_results WHERE ordinal = (SELECT max(ordinal) FROM read_1.dns_results)",
		"campaigns":    `UPDATE read_1.campaigns SET counts = '{"resolved": 1}' WHERE number = (SELECT max(number) FROM read_1.campaigns)`,
		"keyword_sets": "UPDATE read_1.keyword_sets SET name = name || ' '",
	} {
		_, err := r.pool.Exec(t.Context(), damage)
		require.NoError(t, err, table)
		found := r.differences()
		require.Contains(t, found, table)
		require.NotEmpty(t, found[table])
	}
	require.Len(t, r.differences(), 4)
	require.NoError(t, projections.Rebuild(t.Context(), r.config()))

	// Read models that are behind the log are right nevertheless.
	require.ErrorIs(t, stop(), context.Canceled)
	r.append(campaign.Category, newID(), generation("later"))
	v, err = projections.Verify(t.Context(), r.config())
	require.NoError(t, err)
	require.Equal(t, last, v.Sequence)
	require.Empty(t, r.differences())
}

func TestOneRebuildAtATime(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.open(r.config())
	other, err := r.pool.Acquire(t.Context())
	require.NoError(t, err)
	defer other.Release()
	const rebuildLock = 0x64666c6f78
	_, err = other.Exec(t.Context(), "SELECT pg_advisory_lock($1)", rebuildLock)
	require.NoError(t, err)
	require.ErrorIs(t, projections.Rebuild(t.Context(), r.config()), projections.ErrRebuilding)
	_, err = projections.Verify(t.Context(), r.config())
	require.ErrorIs(t, err, projections.ErrRebuilding)
	_, err = other.Exec(t.Context(), "SELECT pg_advisory_unlock($1)", rebuildLock)
	require.NoError(t, err)
	require.NoError(t, projections.Rebuild(t.Context(), r.config()))
}

// A rebuild that breaks off changes nothing, and its leftovers go.
func TestRebuildThatBreaksOffIsHarmless(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.start()
	r.history()
	r.reach(p)
	live := r.dump("read_1")
	config := r.config()
	ctx, cancel := context.WithCancel(t.Context())
	config.Log = &cut{Log: r.log, cancel: cancel}
	require.ErrorIs(t, projections.Rebuild(ctx, config), context.Canceled)
	require.Equal(t, "read_1", r.active())
	require.Equal(t, live, r.dump("read_1"))
	require.NotEmpty(t, r.strings("SELECT nspname::text FROM pg_namespace WHERE nspname = 'read_2'"))
	require.Eventually(t, func() bool {
		return len(r.strings("SELECT nspname::text FROM pg_namespace WHERE nspname = 'read_2'")) == 0
	}, 30*time.Second, 50*time.Millisecond)
}

// cut is a log whose reader is stopped in the middle.
type cut struct {
	projections.Log
	cancel func()
}

func (c *cut) Follow(ctx context.Context, after uint64, f eventstore.Filter, handle func(eventstore.Recorded) error) error {
	return c.Log.Follow(ctx, after, f, func(e eventstore.Recorded) error {
		if e.Sequence > f.UpTo/2 {
			c.cancel()
		}
		return handle(e)
	})
}

func TestReadModelsOfANewerProgramAreLeftAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.start()
	c := r.history()
	r.reach(p)
	_, err := r.pool.Exec(t.Context(), "UPDATE domainflow.read_schema SET version = version + 1, name = 'read_9'; ALTER SCHEMA read_1 RENAME TO read_9")
	require.NoError(t, err)
	_, _, err = p.Queries().Campaign(t.Context(), c.dns)
	require.ErrorIs(t, err, projections.ErrOtherVersion)
	r.append(campaign.Category, c.http, campaign.Paused{})
	require.Eventually(t, func() bool { return errors.Is(p.Health().Err, projections.ErrOtherVersion) }, 30*time.Second, 10*time.Millisecond)
	_, err = projections.Open(t.Context(), r.config())
	require.ErrorIs(t, err, projections.ErrNewer)
	require.NoError(t, projections.Rebuild(t.Context(), r.config()))
	require.Equal(t, "read_10", r.active())
	r.reach(p)
}
