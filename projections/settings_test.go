package projections_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/setting"
	"domainflow/projections"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.start()
	got, sequence, err := p.Queries().Settings(t.Context())
	require.NoError(t, err)
	require.Zero(t, sequence)
	require.Equal(t, setting.Defaults(), got.Settings)
	require.Empty(t, got.Revisions)

	r.append(setting.Category, string(setting.SectionRateLimit), limitedTo(1))
	last := r.append(setting.Category, string(setting.SectionRateLimit), limitedTo(2))
	changed := projections.TimeOf(r.clock)
	require.Equal(t, last, r.reach(p))
	got, sequence, err = p.Queries().Settings(t.Context())
	require.NoError(t, err)
	require.Equal(t, last, sequence)
	require.Equal(t, setting.Defaults().With(limitedTo(2).Values), got.Settings)
	require.Equal(t, map[setting.Section]projections.Revision{
		setting.SectionRateLimit: {Version: last, UpdatedAt: &changed, UpdatedBy: got.Revisions[setting.SectionRateLimit].UpdatedBy},
	}, got.Revisions)
	require.NotEmpty(t, got.Revisions[setting.SectionRateLimit].UpdatedBy)
}
