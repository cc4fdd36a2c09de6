package projections_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/projections"
)

// Results can be entered anywhere and read in both directions, over gaps that
// are wider than what one page looks through.
func TestPlacesInResults(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, id := r.start(), newID()
	r.append(campaign.Category, id, httpCampaign("h", newID()))
	r.part(id, pages(0, 600_000, 600_001, 1_700_000))
	r.reach(p)
	list := func(f projections.HTTPFilter, descending bool, from *int64) []int64 {
		found := walk(t, 1, func() {}, func(paging projections.Paging) (projections.Page[projections.HTTPResult], error) {
			paging.Descending, paging.From = descending, from
			f.Paging = paging
			return p.Queries().HTTPResults(t.Context(), id, f)
		})
		return ordinals(found, func(h projections.HTTPResult) int64 { return h.Ordinal })
	}
	at := func(ordinal int64) *int64 { return &ordinal }
	all := projections.HTTPFilter{}
	require.Equal(t, []int64{1_700_000, 600_001, 600_000, 0}, list(all, true, nil))
	require.Equal(t, []int64{600_001, 1_700_000}, list(all, false, at(600_001)))
	require.Equal(t, []int64{1_700_000}, list(all, false, at(600_002)))
	require.Equal(t, []int64{600_000, 0}, list(all, true, at(600_000)))
	require.Equal(t, []int64{0}, list(all, true, at(599_999)))
	require.Equal(t, []int64{0}, list(all, true, at(0)))
	require.Equal(t, []int64{0, 600_000, 600_001, 1_700_000}, list(all, false, at(0)))
	require.Empty(t, list(all, false, at(1<<62)))
	require.Equal(t, []int64{1_700_000, 600_001, 600_000, 0}, list(all, true, at(1<<62)))
	require.Equal(t, []int64{0}, list(projections.HTTPFilter{Query: nameOf(0)}, true, nil))
	require.Empty(t, list(projections.HTTPFilter{Query: "nothing"}, true, nil))
}

// A cursor is a place in one direction.
func TestCursorOfTheOtherDirection(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, id := r.start(), newID()
	r.append(campaign.Category, id, httpCampaign("h", newID()))
	r.part(id, pages(1, 2, 3))
	r.reach(p)
	page, err := p.Queries().HTTPResults(t.Context(), id, projections.HTTPFilter{Paging: projections.Paging{Limit: 1}})
	require.NoError(t, err)
	_, err = p.Queries().HTTPResults(t.Context(), id, projections.HTTPFilter{
		Paging: projections.Paging{Limit: 1, Descending: true, Cursor: *page.NextCursor}})
	require.ErrorIs(t, err, projections.ErrCursor)
}
