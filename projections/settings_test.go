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

	values := func(burst int) setting.Values {
		return setting.Values{RateLimit: &setting.RateLimit{RequestsPerMinute: 7, Burst: burst}}
	}
	event := func(v setting.Values) setting.Changed {
		return setting.Changed{Section: setting.SectionRateLimit, ChangedFields: []string{"burst"}, Values: v}
	}
	r.append(setting.Category, string(setting.SectionRateLimit), event(values(1)))
	last := r.append(setting.Category, string(setting.SectionRateLimit), event(values(2)))
	changed := projections.TimeOf(r.clock)
	require.Equal(t, last, r.reach(p))
	got, sequence, err = p.Queries().Settings(t.Context())
	require.NoError(t, err)
	require.Equal(t, last, sequence)
	require.Equal(t, setting.Defaults().With(values(2)), got.Settings)
	require.Equal(t, map[setting.Section]projections.Revision{
		setting.SectionRateLimit: {Version: last, UpdatedAt: &changed, UpdatedBy: got.Revisions[setting.SectionRateLimit].UpdatedBy},
	}, got.Revisions)
	require.NotEmpty(t, got.Revisions[setting.SectionRateLimit].UpdatedBy)
}
