package campaign_test

import (
	"testing"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/domaintest"
)

func createList(params campaign.ListParams) campaign.Create {
	return campaign.Create{Name: "n", OwnerID: owner, Params: campaign.Params{List: &params}, Start: &campaign.Start{}}
}

func TestCreateList(t *testing.T) {
	t.Parallel()
	domaintest.Run(t, campaign.Decider,
		row{Name: "CSV", When: createList(*list().List), Then: events{listCreated, campaign.Started{}}},
		row{Name: "another format", When: createList(campaign.ListParams{Format: "xlsx"}),
			Refused: domaintest.Invalid(domain.CodeValidation, "format")},
		row{Name: "a column of a text", When: createList(campaign.ListParams{Format: campaign.ListText, Column: "a"}),
			Refused: domaintest.Invalid(domain.CodeValidation, "column")},
	)
}

func TestListEnds(t *testing.T) {
	t.Parallel()
	running := events{listCreated, campaign.Started{}}
	domaintest.Run(t, campaign.Decider,
		row{Name: "read to its end", Given: running, When: campaign.Complete{
			Reason: campaign.AllDone, Units: 1, Counts: listCompleted.Counts, List: listCompleted.List,
		}, Then: events{listCompleted}},
		row{Name: "broken off", Given: running, When: incomplete, Then: events{wasIncomplete}},
		row{Name: "broken off for another reason", Given: append(running, wasIncomplete), When: campaign.Fail{ErrorCode: "OTHER"},
			Refused: domaintest.Conflict(domain.CodeInvalidState)},
	)
}

func TestFollowersOfListsResolveThem(t *testing.T) {
	t.Parallel()
	follow := createDNS()
	follow.SourceType = campaign.List
	fetch := createHTTP()
	fetch.SourceType = campaign.List
	domaintest.Run(t, campaign.Decider,
		row{Name: "DNS", When: follow, Then: events{dnsCreated}},
		row{Name: "HTTP", When: fetch, Refused: domaintest.Invalid(campaign.CodeSourceType, "sourceCampaignId")},
	)
}
