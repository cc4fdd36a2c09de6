package projections_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/pattern"
	"domainflow/projections"
)

func (r *rig) pattern(p *projections.Projector, hash string) projections.Pattern {
	r.t.Helper()
	r.reach(p)
	got, _, err := p.Queries().Pattern(r.t.Context(), hash)
	require.NoError(r.t, err)
	return got
}

func TestPatternsHandOutBigRanges(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, id := r.start(), newID()
	middle := domain.BigOf(1 << 62).Plus(domain.BigOf(1 << 62)).Plus(domain.BigOf(1 << 62))
	r.append(pattern.Category, "hash", pattern.RangeReserved{CampaignID: newID(), To: middle})
	r.append(pattern.Category, "hash", pattern.RangeReserved{CampaignID: id, From: middle, To: middle.Add(7)})
	r.append(campaign.Category, id, generation("mine"), startedWith(0, 7))
	got := r.pattern(p, "hash")
	require.Equal(t, "13835058055282163719", got.NextOffset.String())
	require.Len(t, got.Ranges, 2)
	started := projections.TimeOf(r.clock)
	require.Equal(t, projections.PatternRange{
		OffsetRange: projections.OffsetRange{From: middle, To: middle.Add(7)},
		ID:          id, Name: "mine", Status: campaign.StatusRunning, StartedAt: &started,
	}, got.Ranges[0], "the newest first")
	require.Equal(t, projections.PatternRange{OffsetRange: projections.OffsetRange{To: middle}}, got.Ranges[1],
		"of a campaign that is not there only the range is known")
	require.Empty(t, r.pattern(p, "other").Ranges)
	require.Zero(t, r.pattern(p, "other").NextOffset.Sign())
}

func TestUnusedOffsetsAreThoseOfCancelledRuns(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, gaps, untouched, whole, runs := r.start(), newID(), newID(), newID(), newID()
	for i, id := range []string{gaps, untouched, whole, runs} {
		from := int64(i) * 5000
		r.append(pattern.Category, "hash", pattern.RangeReserved{CampaignID: id, From: domain.BigOf(from), To: domain.BigOf(from + 5000)})
		r.append(campaign.Category, id, generation("g"), startedWith(from, from+5000))
	}
	at := func(first, n int64) domain.Event { return names(first, n, true) }
	r.part(gaps, at(3000, 1000))
	r.part(gaps, at(1000, 1000))
	r.part(whole, at(10000, 5000))
	r.append(campaign.Category, gaps, campaign.Cancelled{})
	r.append(campaign.Category, untouched, campaign.Cancelled{}, campaign.Deleted{})
	r.append(campaign.Category, whole, campaign.Cancelled{})
	r.part(runs, at(16000, 1000))
	spans := func() [][2]int64 {
		var out [][2]int64
		for _, u := range r.pattern(p, "hash").Unused {
			out = append(out, [2]int64{u.From.Int64(), u.To.Int64()})
		}
		return out
	}
	require.Equal(t, [][2]int64{{0, 1000}, {2000, 3000}, {4000, 5000}, {5000, 10000}}, spans())
	r.part(gaps, at(4000, 1000)) // it was in flight
	require.Equal(t, [][2]int64{{0, 1000}, {2000, 3000}, {5000, 10000}}, spans())
}
