package projections_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
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
