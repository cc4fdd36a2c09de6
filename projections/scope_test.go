package projections_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/domain/keywordset"
	"domainflow/domain/pipeline"
	"domainflow/projections"
)

// theirs is who owns what is not owner's.
const theirs = "somebody else"

// twoOwners is a pipeline of owner on a list of somebody else, which has a
// pipeline of its own.
type twoOwners struct {
	rig
	p                        *projections.Projector
	list, dns, mine, foreign string
}

func newTwoOwners(t *testing.T) twoOwners {
	t.Helper()
	s := twoOwners{rig: *newRig(t), list: newID(), dns: newID(), mine: newID(), foreign: newID()}
	s.p = s.start()
	list := listCampaign("list")
	list.OwnerID = theirs
	s.append(campaign.Category, s.list, list, campaign.Started{})
	s.append(campaign.Category, s.dns, dnsCampaign("dns", s.list))
	s.append(pipeline.Category, s.mine, pipeline.Created{Name: "mine", Mode: pipeline.StepByStep, OwnerID: owner, Steps: []string{s.list, s.dns}})
	s.append(pipeline.Category, s.foreign, pipeline.Created{Name: "theirs", Mode: pipeline.StepByStep, OwnerID: theirs, Steps: []string{s.list}})
	s.append(keywordset.Category, newID(), keywordset.Created{})
	s.part(s.list, listed(0, 5))
	s.reach(s.p)
	return s
}

func TestScopesShowWhatBelongsToTheirOwner(t *testing.T) {
	t.Parallel()
	s := newTwoOwners(t)
	for name, c := range map[string]struct {
		scope            projections.Scope
		campaigns, lines []string
		foreign          error
	}{
		"mine":    {projections.Scope{Owner: owner}, []string{s.dns}, []string{"mine"}, projections.ErrNotFound},
		"theirs":  {projections.Scope{Owner: theirs}, []string{s.list}, []string{"theirs"}, nil},
		"all":     {projections.Scope{Owner: owner, AllCampaigns: true}, []string{s.dns, s.list}, []string{"theirs", "mine"}, nil},
		"nothing": {projections.Scope{}, nil, nil, projections.ErrNotFound},
	} {
		q := s.p.Queries().For(c.scope)
		page, err := q.Campaigns(t.Context(), projections.CampaignFilter{})
		require.NoError(t, err)
		var ids []string
		for _, item := range page.Items {
			ids = append(ids, item.ID)
		}
		require.Equal(t, c.campaigns, ids, name)
		some, _, err := q.CampaignsByID(t.Context(), []string{s.list, s.dns})
		require.NoError(t, err)
		require.Len(t, some, len(c.campaigns), name)
		pipelines, err := q.Pipelines(t.Context(), projections.PipelineFilter{})
		require.NoError(t, err)
		var found []string
		for _, item := range pipelines.Items {
			found = append(found, item.Name)
		}
		require.Equal(t, c.lines, found, name)

		_, _, err = q.Campaign(t.Context(), s.list)
		require.ErrorIs(t, err, c.foreign, name)
		_, err = q.Names(t.Context(), s.list, projections.NamesFilter{})
		require.ErrorIs(t, err, c.foreign, name)
		_, _, err = q.Pipeline(t.Context(), s.foreign)
		require.ErrorIs(t, err, c.foreign, name)
		_, err = q.PipelineDomains(t.Context(), s.foreign, projections.DomainFilter{})
		require.ErrorIs(t, err, c.foreign, name)
		export, err := q.ExportNames(t.Context(), s.list, projections.NamesFilter{})
		require.ErrorIs(t, err, c.foreign, name)
		if err == nil {
			export.Close(t.Context())
		}
	}
}

// A step that belongs to somebody else is as one that was deleted; its follower
// still knows how far it is.
func TestScopesAndForeignSteps(t *testing.T) {
	t.Parallel()
	s := newTwoOwners(t)
	q := s.p.Queries().For(projections.Scope{Owner: owner})
	line, _, err := q.Pipeline(t.Context(), s.mine)
	require.NoError(t, err)
	require.Equal(t, []string{s.dns}, stepsOf(line))
	page, err := q.PipelineDomains(t.Context(), s.mine, projections.DomainFilter{})
	require.NoError(t, err)
	require.Empty(t, page.Items, "nothing is resolved, and the names are not theirs to see")
	follower, _, err := q.Campaign(t.Context(), s.dns)
	require.NoError(t, err)
	require.EqualValues(t, 5, follower.TotalItems)
	require.False(t, follower.TotalIsFinal, "the source runs, whoever sees it")
	all := s.p.Queries().For(projections.Scope{AllCampaigns: true})
	page, err = all.PipelineDomains(t.Context(), s.mine, projections.DomainFilter{})
	require.NoError(t, err)
	require.Len(t, page.Items, 5)
}

func TestScopesOfEvents(t *testing.T) {
	t.Parallel()
	s := newTwoOwners(t)
	seen := func(scope projections.Scope) []string {
		page, err := s.p.Queries().For(scope).Events(t.Context(), projections.EventFilter{})
		require.NoError(t, err)
		shown := map[uint64]bool{}
		var found []string
		for _, e := range page.Items {
			shown[e.Sequence] = true
			found = append(found, e.Type)
		}
		for sequence := uint64(1); sequence <= page.Sequence; sequence++ {
			_, _, err := s.p.Queries().For(scope).Event(t.Context(), sequence)
			require.Equal(t, shown[sequence], err == nil, "list and single answer agree on %d: %v", sequence, err)
		}
		return found
	}
	all := []string{"campaign.created", "campaign.started", "campaign.created", "pipeline.created", "pipeline.created", "campaign.names_generated"}
	require.Equal(t, []string{"campaign.created", "pipeline.created"}, seen(projections.Scope{Owner: owner}))
	require.Equal(t, []string{"campaign.created", "campaign.started", "pipeline.created", "campaign.names_generated"}, seen(projections.Scope{Owner: theirs}))
	require.Equal(t, all, seen(projections.Scope{AllCampaigns: true}))
	require.Empty(t, seen(projections.Scope{}))
	require.Len(t, seen(projections.Scope{AllEvents: true}), len(all)+1, "the keyword set's, too")

	s.append(campaign.Category, s.dns, campaign.Deleted{})
	s.reach(s.p)
	require.Equal(t, []string{"pipeline.created"}, seen(projections.Scope{Owner: owner}), "what was deleted is in no view")
	require.Len(t, seen(projections.Scope{AllEvents: true}), len(all)+2)
}
