package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/campaign"
	"domainflow/domain/user"
	"domainflow/projections"
)

const campaignsPath = base + "/campaigns"

func (s *server) campaignRoutes() {
	tags := []string{"campaigns"}
	handle(s, access(user.CampaignsRead), huma.Operation{
		OperationID: "list-campaigns", Method: http.MethodGet, Path: campaignsPath, Tags: tags, Summary: "Campaigns, newest first",
	}, s.listCampaigns)
	handle(s, access(user.CampaignsRead), huma.Operation{
		OperationID: "get-campaign", Method: http.MethodGet, Path: campaignsPath + "/{id}", Tags: tags, Summary: "One campaign",
	}, s.getCampaign)
	s.campaignCreateRoutes()
	s.listRoutes()
	s.campaignEditRoutes()
	s.campaignCommandRoutes()
}

type campaignList struct {
	Listing
	Status           []campaign.Status `query:"status,explode" doc:"May be given several times"`
	CampaignType     campaign.Type     `query:"campaignType"`
	OwnerID          string            `query:"ownerId" format:"uuid"`
	PipelineID       string            `query:"pipelineId" format:"uuid"`
	SourceCampaignID string            `query:"sourceCampaignId" format:"uuid"`
	Query            string            `query:"q" maxLength:"255" doc:"Part of the name"`
	CreatedFrom      time.Time         `query:"createdFrom" doc:"Inclusive"`
	CreatedTo        time.Time         `query:"createdTo" doc:"Exclusive"`
	Sort             string            `query:"sort" default:"-createdAt" enum:"createdAt,-createdAt,name,-name,status,-status,updatedAt,-updatedAt"`
}

func (s *server) listCampaigns(ctx context.Context, in *campaignList) (*answer[projections.Page[projections.Campaign]], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return listed(s.queries(ctx).Campaigns(ctx, projections.CampaignFilter{
		Status: in.Status, CampaignType: in.CampaignType, OwnerID: in.OwnerID, PipelineID: in.PipelineID, SourceCampaignID: in.SourceCampaignID,
		Query: in.Query, CreatedFrom: in.CreatedFrom, CreatedTo: in.CreatedTo, Sort: in.Sort, Paging: in.paging(),
	}))
}

// oneCampaign is the query of one campaign, now or then.
type oneCampaign struct {
	Reading
	ID      string `path:"id"`
	AsOf    string `query:"asOf" maxLength:"64" example:"1042" doc:"As it was at this sequence, or at this time (RFC 3339) by the time of storing"`
	Include string `query:"include" enum:"snapshot" doc:"snapshot: what its run uses, as it was at the start"`
}

// campaignAnswer is a campaign and what was asked for beside it.
type campaignAnswer struct {
	projections.Campaign
	Snapshot *snapshot `json:"snapshot,omitempty"`
}

func (s *server) getCampaign(ctx context.Context, in *oneCampaign) (*answer[campaignAnswer], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	found, sequence, err := s.campaignAt(ctx, in)
	if err != nil {
		return nil, err
	}
	out := campaignAnswer{Campaign: found}
	if in.Include == "snapshot" {
		if out.Snapshot, err = s.snapshot(ctx, in.ID, sequence); err != nil {
			return nil, err
		}
	}
	return single(out, sequence, nil)
}

// campaignAt is the campaign as the read models have it, or as of a moment of
// the past as the log has it.
func (s *server) campaignAt(ctx context.Context, in *oneCampaign) (projections.Campaign, uint64, error) {
	if in.AsOf == "" {
		found, sequence, err := s.queries(ctx).Campaign(ctx, in.ID)
		return found, sequence, outage(err)
	}
	sequence, err := s.moment(ctx, in.AsOf)
	if err != nil {
		return projections.Campaign{}, 0, err
	}
	if err := s.mayRecall(ctx, in.ID); err != nil {
		return projections.Campaign{}, 0, err
	}
	found, err := projections.CampaignAsOf(ctx, s.Store, in.ID, sequence)
	return found, sequence, err
}

// mayRecall says whether the caller may see the past of a campaign, by the
// rights of now. That of a deleted one is for audits.
func (s *server) mayRecall(ctx context.Context, id string) error {
	if !isID(id) {
		return errNotFound
	}
	now, err := s.Campaigns.Load(ctx, id)
	if err != nil {
		return err
	}
	c := caller(ctx)
	if now.Sequence == 0 || !c.MayRead(now.State.OwnerID) || now.State.Deleted && !c.May(user.AuditRead) {
		return errNotFound
	}
	return nil
}
