package projections_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/projections"
)

func (r *rig) campaign(p *projections.Projector, id string) projections.Campaign {
	r.t.Helper()
	r.reach(p)
	c, _, err := p.Queries().Campaign(r.t.Context(), id)
	require.NoError(r.t, err)
	return c
}

func TestGenerationProgress(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, id := r.start(), newID()
	created := r.append(campaign.Category, id, generation("mine"))
	c := r.campaign(p, id)
	require.Equal(t, created, c.Version)
	require.Equal(t, campaign.StatusPending, c.Status)
	require.Zero(t, c.TotalItems)
	require.False(t, c.TotalIsFinal)
	require.Nil(t, c.ProgressPercentage)
	require.Equal(t, domain.Counts{"pending": 0, "generated": 0, "skipped_invalid": 0}, c.Counts)

	r.append(campaign.Category, id, startedWith(100, 130))
	started := r.clock
	r.part(id, names(0, 20, true))
	c = r.campaign(p, id)
	require.Equal(t, int64(30), c.TotalItems)
	require.True(t, c.TotalIsFinal)
	require.Equal(t, domain.Counts{"pending": 10, "generated": 18, "skipped_invalid": 2}, c.Counts)
	require.Equal(t, []int64{20, 10, 18, 0}, []int64{c.ProcessedItems, c.PendingItems, c.SuccessfulItems, c.FailedItems})
	require.InDelta(t, 66.6, *c.ProgressPercentage, 0)
	require.Equal(t, projections.TimeOf(started), *c.StartedAt)
	require.Equal(t, projections.TimeOf(started), c.UpdatedAt)
	require.Equal(t, projections.TimeOf(r.clock), *c.LastActivityAt)
	require.Empty(t, c.WaitingFor)

	paused := r.append(campaign.Category, id, campaign.Paused{})
	c = r.campaign(p, id)
	require.Equal(t, paused, c.Version)
	require.Equal(t, projections.TimeOf(r.clock), *c.PausedAt)
	r.append(campaign.Category, id, campaign.Resumed{})
	r.part(id, names(20, 10, true))
	r.append(campaign.Category, id, campaign.Completed{CompletionReason: campaign.AllDone})
	c = r.campaign(p, id)
	require.Nil(t, c.PausedAt)
	require.Equal(t, projections.TimeOf(r.clock), *c.EndedAt)
	require.Equal(t, campaign.AllDone, c.CompletionReason)
	require.InDelta(t, 100, *c.ProgressPercentage, 0)
}

func TestFollowerTotalsMoveWithTheSource(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, source, dns, late, web := r.start(), newID(), newID(), newID(), newID()
	r.append(campaign.Category, source, generation("source"), startedWith(0, 100))
	r.append(campaign.Category, dns, dnsCampaign("dns", source))
	r.part(source, names(0, 50, true))
	require.Equal(t, int64(45), r.campaign(p, dns).TotalItems, "a pending follower counts")
	r.append(campaign.Category, late, dnsCampaign("late", source))
	require.Equal(t, int64(45), r.campaign(p, late).TotalItems, "what was there before it")
	r.append(campaign.Category, web, httpCampaign("web", dns))
	r.append(campaign.Category, late, campaign.Cancelled{})
	r.part(source, names(50, 50, true))
	require.Equal(t, int64(45), r.campaign(p, late).TotalItems, "an ended one is frozen")
	require.True(t, r.campaign(p, late).TotalIsFinal)

	r.append(campaign.Category, dns, campaign.Started{})
	r.append(campaign.Category, web, campaign.Started{})
	require.Equal(t, "source", r.campaign(p, web).WaitingFor)
	r.part(dns, resolved(between(0, 90)...))
	c := r.campaign(p, dns)
	require.Equal(t, int64(90), c.TotalItems)
	require.False(t, c.TotalIsFinal)
	require.Equal(t, "source", c.WaitingFor, "it has done all there is")
	require.Nil(t, c.ProgressPercentage)
	require.Equal(t, c.Counts["resolved"], r.campaign(p, web).TotalItems)
	require.Empty(t, r.campaign(p, web).WaitingFor)

	r.append(campaign.Category, source, campaign.Completed{CompletionReason: campaign.AllDone})
	c = r.campaign(p, dns)
	require.True(t, c.TotalIsFinal)
	require.Empty(t, c.WaitingFor)
	require.Equal(t, c.FailedItems, c.Counts["timeout"]+c.Counts["error"])
	r.part(web, pages(0, 4, 8))
	require.Equal(t, int64(3), r.campaign(p, web).ProcessedItems)
}

func TestCampaignAsJSON(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, source, id := r.start(), newID(), newID()
	r.append(campaign.Category, source, generation("source"))
	version := r.append(campaign.Category, id, dnsCampaign("mine", source), campaign.Started{})
	at := projections.TimeOf(r.clock).String()
	text, err := json.Marshal(r.campaign(p, id))
	require.NoError(t, err)
	require.JSONEq(t, fmt.Sprintf(`{
		"id": %q, "name": "mine", "campaignType": "dns_validation", "ownerId": %q, "version": %d, "sourceCampaignId": %q,
		"createdAt": %q, "updatedAt": %q, "startedAt": %q,
		"params": {"sourceCampaignId": %q, "personaIds": [%q], "recordTypes": null, "processingSpeedPerMinute": 0, "retryAttempts": 0},
		"status": "running", "totalItems": 0, "totalIsFinal": false, "processedItems": 0, "pendingItems": 0, "successfulItems": 0,
		"failedItems": 0, "counts": {"pending": 0, "resolved": 0, "unresolved": 0, "timeout": 0, "error": 0},
		"progressPercentage": null, "avgProcessingRate": null, "estimatedCompletionAt": null, "waitingFor": "source"}`,
		id, owner, version, source, at, at, at, source, personaID), string(text))
}

func TestLateResultsAreFactsAndCount(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, source, dns := r.start(), newID(), newID()
	r.append(campaign.Category, source, generation("source"), startedWith(0, 20))
	r.append(campaign.Category, dns, dnsCampaign("dns", source), campaign.Started{}, campaign.Cancelled{})
	r.part(source, names(0, 10, false))
	require.Zero(t, r.campaign(p, dns).TotalItems)
	r.part(dns, resolved(between(0, 10)...))
	c := r.campaign(p, dns)
	require.Equal(t, campaign.StatusCancelled, c.Status)
	require.Equal(t, int64(10), c.ProcessedItems)
	require.Equal(t, int64(10), c.TotalItems)
	require.Zero(t, c.PendingItems)
}

func TestResultsOfNobodyAreIgnored(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.start()
	r.part(newID(), resolved(1, 2, 3))
	r.reach(p)
	require.Empty(t, r.dump("read_1")["dns_results"])
}

// invariants hold after every transaction, whatever happened.
type invariants struct {
	mu   sync.Mutex
	seen map[string]projections.Campaign
	err  error
}

func (i *invariants) check(all []projections.Campaign) {
	i.mu.Lock()
	defer i.mu.Unlock()
	byID := map[string]projections.Campaign{}
	for _, c := range all {
		byID[c.ID] = c
	}
	for _, c := range all {
		before := i.seen[c.ID]
		i.must(c.Counts.Total() == c.TotalItems, "sum of counts", c)
		i.must(c.ProcessedItems+c.PendingItems == c.TotalItems && c.PendingItems >= 0, "sum of items", c)
		i.must(c.TotalItems >= before.TotalItems && c.ProcessedItems >= before.ProcessedItems, "monotonic", c)
		i.must(c.ProgressPercentage == nil || *c.ProgressPercentage < 100 || c.PendingItems == 0, "100 per cent", c)
		// The histories hold orders that no command allows: one that ended once
		// has its total frozen, even if it is started again.
		if source, ok := byID[c.SourceCampaignID]; ok && c.EndedAt == nil {
			i.must(c.TotalItems >= source.Counts["generated"]+source.Counts["resolved"], "total of a follower", c)
		}
		i.seen[c.ID] = c
	}
}

func (i *invariants) must(ok bool, what string, c projections.Campaign) {
	if !ok && i.err == nil {
		i.err = fmt.Errorf("%s: %+v", what, c)
	}
}

func TestInvariantsHoldAfterEveryTransactionOfRandomHistories(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	i := &invariants{seen: map[string]projections.Campaign{}}
	config := r.config()
	var p *projections.Projector
	config.OnCommit = func(_ uint64, ids []string) {
		all, _, err := p.Queries().CampaignsByID(context.Background(), append(ids, sources(p, ids)...))
		i.must(err == nil, fmt.Sprint(err), projections.Campaign{})
		i.check(all)
	}
	p = r.open(config)
	r.run(p)
	rapid.Check(t, func(rt *rapid.T) { r.randomHistory(rt) })
	r.reach(p)
	live := r.dump("read_1")
	require.NoError(t, projections.Rebuild(t.Context(), r.config()))
	require.Equal(t, live, r.dump("read_2"))
	i.mu.Lock()
	defer i.mu.Unlock()
	require.NotEmpty(t, i.seen)
	require.NoError(t, i.err)
}

func sources(p *projections.Projector, ids []string) []string {
	var out []string
	all, _, _ := p.Queries().CampaignsByID(context.Background(), ids)
	for _, c := range all {
		out = append(out, c.SourceCampaignID)
	}
	return out
}

// randomHistory is a source, two followers and one of theirs, with results
// and lifecycle events in any order, also in orders that no command allows.
func (r *rig) randomHistory(rt *rapid.T) {
	ids := [4]string{newID(), newID(), newID(), newID()}
	created := [4]domain.Event{generation("g"), dnsCampaign("d", ids[0]), dnsCampaign("e", ids[0]), httpCampaign("h", ids[1])}
	var next [4]int64
	exists := 0
	for range rapid.IntRange(1, 12).Draw(rt, "events") {
		if who := rapid.IntRange(0, 3).Draw(rt, "who"); who >= exists {
			r.append(campaign.Category, ids[exists], created[exists])
			exists++
		} else if n := rapid.Int64Range(0, 6).Draw(rt, "results"); n > 0 {
			r.part(ids[who], resultsOf(who, next[who], n))
			next[who] += n
		} else {
			r.append(campaign.Category, ids[who], lifecycle(rt, who))
		}
	}
}

func resultsOf(who int, first, n int64) domain.Event {
	switch who {
	case 0:
		return names(first, n, true)
	case 3:
		return pages(between(first, first+n)...)
	}
	return resolved(between(first, first+n)...)
}

func lifecycle(rt *rapid.T, who int) domain.Event {
	name := "renamed"
	events := []domain.Event{
		campaign.Started{}, campaign.Paused{}, campaign.Resumed{}, campaign.Cancelled{},
		campaign.Completed{CompletionReason: campaign.AllDone}, campaign.Failed{ErrorCode: "CODE", ErrorMessage: "message"},
		campaign.Renamed{Name: &name}, campaign.Deleted{},
	}
	if who == 0 {
		events[0] = startedWith(0, 50)
	}
	return rapid.SampledFrom(events).Draw(rt, "lifecycle")
}

func TestRateAndEstimateAreOfTheLastHalfMinute(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var mu sync.Mutex
	now := time.Now()
	config := r.config()
	config.Now = func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now
	}
	advance := func(d time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(d)
	}
	p, id := r.open(config), newID()
	r.run(p)
	r.append(campaign.Category, id, generation("g"), startedWith(0, 1000))
	r.part(id, names(0, 100, false))
	require.Nil(t, r.campaign(p, id).AvgProcessingRate, "too early")
	advance(10 * time.Second)
	c := r.campaign(p, id)
	require.InDelta(t, 10, *c.AvgProcessingRate, 2)
	require.NotNil(t, c.EstimatedCompletionAt)
	advance(time.Minute)
	c = r.campaign(p, id)
	require.Zero(t, *c.AvgProcessingRate)
	require.Nil(t, c.EstimatedCompletionAt)
	r.append(campaign.Category, id, campaign.Paused{})
	require.Nil(t, r.campaign(p, id).AvgProcessingRate)
}

func TestTimesAreUTCWithMilliseconds(t *testing.T) {
	t.Parallel()
	at := projections.TimeOf(time.Date(2026, 1, 2, 3, 4, 5, 6_999_999, time.FixedZone("x", 3600)))
	text, err := json.Marshal(at)
	require.NoError(t, err)
	require.JSONEq(t, `"2026-01-02T02:04:05.006Z"`, string(text))
	var back projections.Time
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, at.String(), back.String())
}
