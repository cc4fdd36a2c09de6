package projections_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/projections"
)

// walk reads all pages of a list; between does something between two of them.
func walk[T any](t testing.TB, limit int, between func(), list func(projections.Paging) (projections.Page[T], error)) []T {
	t.Helper()
	var found []T
	var paging = projections.Paging{Limit: limit}
	for {
		page, err := list(paging)
		require.NoError(t, err)
		require.LessOrEqual(t, len(page.Items), limit)
		found = append(found, page.Items...)
		if page.NextCursor == nil {
			return found
		}
		paging.Cursor = *page.NextCursor
		between()
	}
}

func TestPagesOfResultsAreCompleteWhileRowsAreAdded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, source, id := r.start(), newID(), newID()
	r.append(campaign.Category, source, generation("g"))
	r.append(campaign.Category, id, dnsCampaign("d", source))
	// Parts arrive in any order, so rows appear before and after a cursor.
	r.part(id, resolved(between(0, 40)...))
	r.part(id, resolved(between(80, 100)...))
	r.reach(p)
	next := int64(100)
	found := walk(t, 7, func() {
		if next < 130 {
			r.part(id, resolved(next, next-100+40))
			next++
			r.reach(p)
		}
	}, func(paging projections.Paging) (projections.Page[projections.DNSResult], error) {
		return p.Queries().DNSResults(t.Context(), id, projections.DNSFilter{Paging: paging})
	})
	got := ordinals(found, func(d projections.DNSResult) int64 { return d.Ordinal })
	require.IsIncreasing(t, got)
	require.Subset(t, got, between(0, 40))
	require.Subset(t, got, between(80, 100))
}

func TestPageOfARareFilterMayBeShortButTheListIsComplete(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, id := r.start(), newID()
	r.append(campaign.Category, id, httpCampaign("h", newID()))
	r.part(id, pages(0, 600_000, 600_001, 1_700_000))
	r.reach(p)
	asked := 0
	list := func(f projections.HTTPFilter) []int64 {
		asked = 0
		found := walk(t, 1, func() {}, func(paging projections.Paging) (projections.Page[projections.HTTPResult], error) {
			asked++
			f.Paging = paging
			return p.Queries().HTTPResults(t.Context(), id, f)
		})
		return ordinals(found, func(h projections.HTTPResult) int64 { return h.Ordinal })
	}
	require.Equal(t, []int64{0, 600_000, 600_001, 1_700_000}, list(projections.HTTPFilter{}))
	require.Equal(t, []int64{1_700_000}, list(projections.HTTPFilter{Query: nameOf(1_700_000)}))
	require.Equal(t, 4, asked, "one page for each half million")
	require.Empty(t, list(projections.HTTPFilter{Query: "nothing"}))
	require.Empty(t, list(projections.HTTPFilter{Status: []campaign.HTTPStatus{campaign.HTTPBlocked}}))
}

func TestForgedCursorOfResultsIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, id := r.start(), newID()
	r.append(campaign.Category, id, generation("g"))
	r.part(id, names(0, 2, false))
	r.reach(p)
	page, err := p.Queries().Names(t.Context(), id, projections.NamesFilter{Paging: projections.Paging{Limit: 1}})
	require.NoError(t, err)
	require.NotNil(t, page.NextCursor)
	for _, number := range []string{"9999999999", "-5", "1.5", `"1"`} {
		_, err := p.Queries().Names(t.Context(), id, projections.NamesFilter{Paging: projections.Paging{
			Cursor: forge(t, *page.NextCursor, `"n":0`, `"n":`+number),
		}})
		require.ErrorIs(t, err, projections.ErrCursor, number)
	}
}

// forge replaces a part of what a cursor says.
func forge(t *testing.T, cursor, old, replacement string) string {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	require.NoError(t, err)
	require.Contains(t, string(text), old)
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(text), old, replacement, 1)))
}

func TestResultsOfAnotherTypeAreNotFound(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, id := r.start(), newID()
	r.append(campaign.Category, id, generation("g"))
	r.reach(p)
	q := p.Queries()
	_, err := q.Names(t.Context(), id, projections.NamesFilter{})
	require.NoError(t, err)
	_, err = q.DNSResults(t.Context(), id, projections.DNSFilter{})
	require.ErrorIs(t, err, projections.ErrNotFound)
	_, err = q.HTTPResults(t.Context(), id, projections.HTTPFilter{})
	require.ErrorIs(t, err, projections.ErrNotFound)
	for _, nobody := range []string{"", "\x00", newID()} {
		_, err = q.Names(t.Context(), nobody, projections.NamesFilter{})
		require.ErrorIs(t, err, projections.ErrNotFound)
		_, _, err = q.Campaign(t.Context(), nobody)
		require.ErrorIs(t, err, projections.ErrNotFound)
	}
}

// five campaigns, a second apart, of which two have one name.
func (r *rig) five() (ids []string, created []time.Time) {
	for i, name := range []string{"delta", "Alpha", "beta", "beta", "gamma"} {
		id := newID()
		if i < 3 {
			r.append(campaign.Category, id, generation(name))
		} else {
			r.append(campaign.Category, id, dnsCampaign(name, ids[0]))
		}
		ids, created = append(ids, id), append(created, r.clock)
	}
	r.append(campaign.Category, ids[1], campaign.Cancelled{})
	r.append(campaign.Category, ids[4], campaign.Started{})
	return ids, created
}

func TestCampaignListsSortFilterAndPage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.start()
	ids, created := r.five()
	r.reach(p)
	for name, c := range map[string]struct {
		filter projections.CampaignFilter
		want   []int
	}{
		"newest first":   {projections.CampaignFilter{}, []int{4, 3, 2, 1, 0}},
		"oldest first":   {projections.CampaignFilter{Sort: "createdAt"}, []int{0, 1, 2, 3, 4}},
		"name":           {projections.CampaignFilter{Sort: "name"}, []int{1, 2, 3, 0, 4}},
		"name backwards": {projections.CampaignFilter{Sort: "-name"}, []int{4, 0, 3, 2, 1}},
		"status":         {projections.CampaignFilter{Sort: "status"}, []int{1, 0, 2, 3, 4}},
		"last changed":   {projections.CampaignFilter{Sort: "-updatedAt"}, []int{4, 1, 3, 2, 0}},
		"statuses": {projections.CampaignFilter{Status: []campaign.Status{campaign.StatusRunning, campaign.StatusCancelled}},
			[]int{4, 1}},
		"type":     {projections.CampaignFilter{CampaignType: campaign.DNS}, []int{4, 3}},
		"source":   {projections.CampaignFilter{SourceCampaignID: ids[0]}, []int{4, 3}},
		"owner":    {projections.CampaignFilter{OwnerID: owner}, []int{4, 3, 2, 1, 0}},
		"stranger": {projections.CampaignFilter{OwnerID: ids[0]}, []int{}},
		"part":     {projections.CampaignFilter{Query: "ALPH"}, []int{1}},
		"from":     {projections.CampaignFilter{CreatedFrom: created[3]}, []int{4, 3}},
		"to":       {projections.CampaignFilter{CreatedTo: created[3]}, []int{2, 1, 0}},
		"several":  {projections.CampaignFilter{Query: "a", CampaignType: campaign.Generation, Sort: "name"}, []int{1, 2, 0}},
	} {
		want := []string{}
		for _, i := range c.want {
			want = append(want, ids[i])
		}
		for _, limit := range []int{1, 2, 100} {
			got := []string{}
			for _, found := range walk(t, limit, func() {}, func(paging projections.Paging) (projections.Page[projections.Campaign], error) {
				c.filter.Paging = paging
				return p.Queries().Campaigns(t.Context(), c.filter)
			}) {
				got = append(got, found.ID)
			}
			require.Equal(t, want, got, fmt.Sprint(name, limit))
		}
	}
}

func TestCursorOfAnotherQueryIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.start()
	r.five()
	r.reach(p)
	q := p.Queries()
	first, err := q.Campaigns(t.Context(), projections.CampaignFilter{Paging: projections.Paging{Limit: 2}})
	require.NoError(t, err)
	again := projections.Paging{Cursor: *first.NextCursor}
	for name, f := range map[string]projections.CampaignFilter{
		"other filter": {Query: "x", Paging: again},
		"other sort":   {Sort: "name", Paging: again},
		"garbage":      {Paging: projections.Paging{Cursor: "garbage"}},
	} {
		_, err := q.Campaigns(t.Context(), f)
		require.ErrorIs(t, err, projections.ErrCursor, name)
	}
	_, err = q.Personas(t.Context(), projections.PersonaFilter{Paging: again})
	require.ErrorIs(t, err, projections.ErrCursor)
	_, err = q.Campaigns(t.Context(), projections.CampaignFilter{Sort: "id; DROP TABLE campaigns"})
	require.ErrorIs(t, err, projections.ErrSort)

	_, err = q.Campaigns(t.Context(), projections.CampaignFilter{Paging: projections.Paging{
		Cursor: forge(t, *first.NextCursor, `"v":"2026`, `"v":"nonsense`),
	}})
	require.ErrorIs(t, err, projections.ErrCursor)

	next, err := q.Campaigns(t.Context(), projections.CampaignFilter{Paging: again})
	require.NoError(t, err, "another limit is the same query")
	require.Len(t, next.Items, 3)
}
