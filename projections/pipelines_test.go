package projections_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/domain/pipeline"
	"domainflow/projections"
)

func stepsOf(p projections.Pipeline) []string {
	ids := []string{}
	for _, c := range p.Steps {
		ids = append(ids, c.ID)
	}
	return ids
}

func TestPipelinesShowTheirSteps(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, id, names, dns := r.start(), newID(), newID(), newID()
	first, second := generation("mine"), dnsCampaign("mine", names)
	first.PipelineID, second.PipelineID = id, id
	r.append(campaign.Category, names, first)
	r.append(campaign.Category, dns, second)
	version := r.append(pipeline.Category, id, pipeline.Created{
		Name: "Mine", Description: "d", Mode: pipeline.StepByStep, OwnerID: owner, Steps: []string{names, dns},
	})
	created := projections.TimeOf(r.clock)
	r.append(pipeline.Category, newID(), pipeline.Created{Name: "other", Mode: pipeline.FullSequence, OwnerID: "o", Steps: []string{dns}})
	one := func() projections.Pipeline {
		r.reach(p)
		found, _, err := p.Queries().Pipeline(t.Context(), id)
		require.NoError(t, err)
		return found
	}
	got := one()
	require.Equal(t, []string{names, dns}, stepsOf(got))
	require.Equal(t, id, got.Steps[0].PipelineID)
	require.Equal(t, pipeline.Pending, got.Status)
	require.Equal(t, []any{"Mine", "d", pipeline.StepByStep, owner, created, version},
		[]any{got.Name, got.Description, got.Mode, got.OwnerID, got.CreatedAt, got.Version})

	r.append(campaign.Category, names, startedWith(0, 10))
	require.Equal(t, pipeline.Running, one().Status)
	r.append(campaign.Category, names, campaign.Completed{CompletionReason: campaign.AllDone})
	require.Equal(t, pipeline.Waiting, one().Status)
	r.append(campaign.Category, names, campaign.Deleted{})
	require.Equal(t, []string{dns}, stepsOf(one()), "a deleted step is in no view")

	list := func(f projections.PipelineFilter) []string {
		var found []string
		for _, item := range walk(t, 1, func() {}, func(paging projections.Paging) (projections.Page[projections.Pipeline], error) {
			f.Paging = paging
			return p.Queries().Pipelines(t.Context(), f)
		}) {
			require.Equal(t, []string{dns}, stepsOf(item))
			found = append(found, item.Name)
		}
		return found
	}
	require.Equal(t, []string{"other", "Mine"}, list(projections.PipelineFilter{}))
	require.Equal(t, []string{"Mine", "other"}, list(projections.PipelineFilter{Sort: "name"}))
	require.Equal(t, []string{"Mine"}, list(projections.PipelineFilter{Query: "MI"}))
	require.Equal(t, []string{"other"}, list(projections.PipelineFilter{OwnerID: "o"}))
	_, _, err := p.Queries().Pipeline(t.Context(), newID())
	require.ErrorIs(t, err, projections.ErrNotFound)

	page, err := p.Queries().Campaigns(t.Context(), projections.CampaignFilter{PipelineID: id})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
}
