package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/campaign"
	"domainflow/projections"
)

const campaignsPath = base + "/campaigns"

func (s *server) campaignRoutes() {
	tags := []string{"campaigns"}
	handle(s, huma.Operation{
		OperationID: "list-campaigns", Method: http.MethodGet, Path: campaignsPath, Tags: tags, Summary: "Campaigns, newest first",
	}, s.listCampaigns)
	handle(s, huma.Operation{
		OperationID: "get-campaign", Method: http.MethodGet, Path: campaignsPath + "/{id}", Tags: tags, Summary: "One campaign",
	}, s.getCampaign)
	s.campaignCreateRoutes()
	s.campaignCommandRoutes()
}

type campaignList struct {
	Listing
	Status           []campaign.Status `query:"status,explode" doc:"May be given several times"`
	CampaignType     campaign.Type     `query:"campaignType"`
	OwnerID          string            `query:"ownerId" format:"uuid"`
	SourceCampaignID string            `query:"sourceCampaignId" format:"uuid"`
	Query            string            `query:"q" maxLength:"255" doc:"Part of the name"`
	CreatedFrom      time.Time         `query:"createdFrom" doc:"Inclusive"`
	CreatedTo        time.Time         `query:"createdTo" doc:"Exclusive"`
	Sort             string            `query:"sort" default:"-createdAt" enum:"createdAt,-createdAt,name,-name,status,-status,updatedAt,-updatedAt"`
}

func (s *server) listCampaigns(ctx context.Context, in *campaignList) (*answer[projections.Page[projections.Campaign]], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return listed(s.Queries.Campaigns(ctx, projections.CampaignFilter{
		Status: in.Status, CampaignType: in.CampaignType, OwnerID: in.OwnerID, SourceCampaignID: in.SourceCampaignID,
		Query: in.Query, CreatedFrom: in.CreatedFrom, CreatedTo: in.CreatedTo, Sort: in.Sort, Paging: in.paging(),
	}))
}

func (s *server) getCampaign(ctx context.Context, in *byID) (*answer[projections.Campaign], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return single(s.Queries.Campaign(ctx, in.ID))
}
