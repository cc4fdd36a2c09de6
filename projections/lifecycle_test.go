package projections_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/projections"
)

func TestListsCountWhatWasAccepted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, id, follower := r.start(), newID(), newID()
	r.append(campaign.Category, id, listCampaign("list"), campaign.Started{})
	r.append(campaign.Category, follower, dnsCampaign("d", id), campaign.Started{})
	r.part(id, listed(0, 100))
	r.part(id, listed(100, 0))
	c := r.campaign(p, id)
	require.Equal(t, domain.Counts{"pending": 0, "generated": 100, "skipped_invalid": 0}, c.Counts)
	require.Equal(t, []int64{100, 100, 0, 100}, []int64{c.TotalItems, c.ProcessedItems, c.PendingItems, c.SuccessfulItems})
	require.False(t, c.TotalIsFinal)
	require.Nil(t, c.ProgressPercentage)
	require.Empty(t, c.WaitingFor)
	require.Equal(t, int64(100), r.campaign(p, follower).TotalItems)

	page, err := p.Queries().Names(t.Context(), id, projections.NamesFilter{Paging: all})
	require.NoError(t, err)
	require.Len(t, page.Items, 100)
	line := int64(31)
	require.Equal(t, projections.Name{
		DomainName: nameOf(10), TLD: "com", Ordinal: 10, LineNumber: &line, GeneratedAt: page.Items[0].GeneratedAt,
	}, page.Items[10])

	r.append(campaign.Category, id, campaign.Failed{ErrorCode: campaign.CodeUploadIncomplete, ErrorMessage: "broke off"})
	c = r.campaign(p, id)
	require.Equal(t, campaign.StatusFailed, c.Status)
	require.Equal(t, []string{"UPLOAD_INCOMPLETE", "broke off"}, []string{c.ErrorCode, c.ErrorMessage})
	require.True(t, c.TotalIsFinal)
	require.NotNil(t, c.EndedAt)
	require.True(t, r.campaign(p, follower).TotalIsFinal)
}

func TestRenamedIsAnotherVersionAndNothingElse(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, id := r.start(), newID()
	r.append(campaign.Category, id, generation("before"), startedWith(0, 10))
	before := r.campaign(p, id)
	name, description := "after", "why"
	before.Version = r.append(campaign.Category, id, campaign.Renamed{Name: &name, Description: &description})
	before.Name, before.Description, before.UpdatedAt = name, description, projections.TimeOf(r.clock)
	require.Equal(t, before, r.campaign(p, id))
}

// A deleted campaign leaves every view at once, its rows some time later; who
// follows it goes on.
func TestDeletedLeavesEveryView(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, source, follower, fetch := r.start(), newID(), newID(), newID()
	r.append(campaign.Category, source, generation("g"), startedWith(0, 25_000))
	r.append(campaign.Category, follower, dnsCampaign("d", source), campaign.Started{})
	r.append(campaign.Category, fetch, httpCampaign("h", follower), campaign.Started{})
	for first := int64(0); first < 25_000; first += 1000 {
		r.part(source, names(first, 1000, false))
	}
	r.part(follower, resolved(between(0, 100)...))
	r.append(campaign.Category, source, campaign.Completed{CompletionReason: campaign.AllDone})
	before := r.campaign(p, follower)
	r.append(campaign.Category, source, campaign.Deleted{})
	require.Equal(t, before, r.campaign(p, follower))

	_, _, err := p.Queries().Campaign(t.Context(), source)
	require.ErrorIs(t, err, projections.ErrNotFound)
	_, err = p.Queries().Names(t.Context(), source, projections.NamesFilter{})
	require.ErrorIs(t, err, projections.ErrNotFound)
	page, err := p.Queries().Campaigns(t.Context(), projections.CampaignFilter{})
	require.NoError(t, err)
	require.Len(t, page.Items, 2)

	r.part(source, names(25_000, 10, false))
	r.part(follower, resolved(between(100, 200)...))
	require.Equal(t, int64(25_000), r.campaign(p, follower).TotalItems, "what comes after the deletion is no item")
	require.Equal(t, int64(50), r.campaign(p, fetch).TotalItems)
	require.Eventually(t, func() bool {
		return len(r.strings("SELECT campaign::text FROM read_1.deletions")) == 0
	}, 30*time.Second, 50*time.Millisecond)
	require.Equal(t, []string{"0"}, r.strings("SELECT count(*)::text FROM read_1.names"))
	require.Equal(t, []string{"200"}, r.strings("SELECT count(*)::text FROM read_1.dns_results"))

	live := r.dump("read_1")
	require.NoError(t, projections.Rebuild(t.Context(), r.config()))
	require.Equal(t, live, r.dump("read_2"))
}
