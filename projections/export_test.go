package projections_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/projections"
)

// exported reads an export to its end and closes it; first is called with the
// first item.
func exported[T any](t *testing.T, first func(), export *projections.Export[T], err error) []T {
	t.Helper()
	require.NoError(t, err)
	defer export.Close(t.Context())
	var items []T
	require.NoError(t, export.Each(t.Context(), func(item T) error {
		if items = append(items, item); len(items) == 1 && first != nil {
			first()
		}
		return nil
	}))
	return items
}

func TestExportIsTheWholeList(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, id, follower, fetch := r.start(), newID(), newID(), newID()
	r.append(campaign.Category, id, generation("g"), startedWith(1000, 26_000))
	r.append(campaign.Category, follower, dnsCampaign("d", id))
	r.append(campaign.Category, fetch, httpCampaign("h", follower))
	for first := int64(0); first < 25_000; first += 5000 {
		r.part(id, names(first, 5000, false))
	}
	r.part(follower, resolved(between(0, 400)...))
	r.part(fetch, pages(0, 8, 600_000, 1_700_000))
	last, q := r.reach(p), p.Queries()

	wanted := walk(t, 1000, func() {}, func(paging projections.Paging) (projections.Page[projections.Name], error) {
		return q.Names(t.Context(), id, projections.NamesFilter{Paging: paging})
	})
	export, err := q.ExportNames(t.Context(), id, projections.NamesFilter{})
	require.NoError(t, err)
	require.Equal(t, last, export.Sequence)
	require.Equal(t, wanted, exported(t, nil, export, nil))
	require.Len(t, wanted, 25_000)

	// Paging is no part of it, a filter is.
	filter := projections.DNSFilter{Status: []campaign.DNSStatus{campaign.DNSTimeout}, Paging: all}
	timeouts, err := q.DNSResults(t.Context(), follower, filter)
	require.NoError(t, err)
	filter.Paging = projections.Paging{Limit: 1, Cursor: "x"}
	results, err := q.ExportDNSResults(t.Context(), follower, filter)
	require.Equal(t, timeouts.Items, exported(t, nil, results, err))
	found, err := q.ExportHTTPResults(t.Context(), fetch, projections.HTTPFilter{Query: nameOf(1_700_000)})
	require.Len(t, exported(t, nil, found, err), 1)
}

// An export shows one moment, whatever happens while it is read: more results,
// the end of the campaign, its deletion and the sweeping of its rows.
func TestExportShowsOneMoment(t *testing.T) {
	t.Parallel()
	const before = 12_000
	r := newRig(t)
	p, id := r.start(), newID()
	r.append(campaign.Category, id, generation("g"), startedWith(0, before+100))
	for first := int64(0); first < before; first += 1000 {
		r.part(id, names(first, 1000, false))
	}
	last := r.reach(p)
	export, err := p.Queries().ExportNames(t.Context(), id, projections.NamesFilter{})
	require.NoError(t, err)
	items := exported(t, func() {
		r.part(id, names(before, 100, false))
		r.append(campaign.Category, id, campaign.Completed{CompletionReason: campaign.AllDone})
		r.append(campaign.Category, id, campaign.Deleted{})
		r.reach(p)
		_, err := p.Queries().Names(t.Context(), id, projections.NamesFilter{})
		require.ErrorIs(t, err, projections.ErrNotFound)
		require.Eventually(t, func() bool {
			return len(r.strings("SELECT campaign::text FROM read_1.deletions")) == 0
		}, 30*time.Second, 50*time.Millisecond)
		require.Equal(t, []string{"0"}, r.strings("SELECT count(*)::text FROM read_1.names"))
	}, export, nil)
	require.Equal(t, last, export.Sequence)
	require.Equal(t, between(0, before), ordinals(items, func(n projections.Name) int64 { return n.Ordinal }))
}

// While a rebuild takes over, an export goes on with the read models it began
// with.
func TestExportOutlivesARebuild(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, id := r.open(r.config()), newID()
	stop := r.run(p)
	r.append(campaign.Category, id, generation("g"), startedWith(0, 100))
	r.part(id, names(0, 100, false))
	r.reach(p)
	require.ErrorIs(t, stop(), context.Canceled)
	export, err := p.Queries().ExportNames(t.Context(), id, projections.NamesFilter{})
	rebuilt := make(chan error, 1)
	items := exported(t, func() {
		go func() { rebuilt <- projections.Rebuild(t.Context(), r.config()) }()
		require.Eventually(t, func() bool { return r.active() == "read_2" }, 30*time.Second, 10*time.Millisecond)
	}, export, err)
	require.Len(t, items, 100)
	require.NoError(t, <-rebuilt)
	again, err := p.Queries().ExportNames(t.Context(), id, projections.NamesFilter{})
	require.Equal(t, items, exported(t, nil, again, err))
}

func TestExportThatBreaksOffGivesItsConnectionBack(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, id := r.open(r.config()), newID()
	stop := r.run(p)
	r.append(campaign.Category, id, generation("g"), startedWith(0, 20_000))
	for first := int64(0); first < 20_000; first += 5000 {
		r.part(id, names(first, 5000, false))
	}
	r.reach(p)
	require.ErrorIs(t, stop(), context.Canceled)
	q := p.Queries()
	enough := errors.New("enough")
	for i := range 20 { // more often than there are connections
		ctx, cancel := context.WithCancel(t.Context())
		export, err := q.ExportNames(ctx, id, projections.NamesFilter{})
		require.NoError(t, err)
		n := 0
		err = export.Each(ctx, func(projections.Name) error {
			if n++; n < 100 {
				return nil
			}
			if i%2 == 0 {
				return enough
			}
			cancel() // the one who reads is gone
			return ctx.Err()
		})
		require.ErrorIs(t, err, []error{enough, context.Canceled}[i%2], fmt.Sprint(i))
		export.Close(t.Context())
		cancel()
	}
	for _, nobody := range []string{"", "\x00", newID()} {
		_, err := q.ExportNames(t.Context(), nobody, projections.NamesFilter{})
		require.ErrorIs(t, err, projections.ErrNotFound)
	}
	_, err := q.ExportDNSResults(t.Context(), id, projections.DNSFilter{})
	require.ErrorIs(t, err, projections.ErrNotFound)
	// A connection that was broken off is closed in the background.
	require.Eventually(t, func() bool { return r.pool.Stat().AcquiredConns() == 0 }, time.Minute, time.Millisecond)
}
