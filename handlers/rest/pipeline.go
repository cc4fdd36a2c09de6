package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/pipeline"
	"domainflow/domain/user"
	"domainflow/projections"
)

const pipelinesPath = base + "/pipelines"

func (s *server) pipelineRoutes() {
	tags := []string{"pipelines"}
	handle(s, access(user.CampaignsRead), huma.Operation{
		OperationID: "list-pipelines", Method: http.MethodGet, Path: pipelinesPath, Tags: tags, Summary: "Pipelines, newest first",
	}, s.listPipelines)
	handle(s, access(user.CampaignsCreate), huma.Operation{
		OperationID: "create-pipeline", Method: http.MethodPost, Path: pipelinesPath, Tags: tags,
		Summary:       "Create a pipeline and its campaigns, all of them or none",
		DefaultStatus: http.StatusCreated, Responses: commandResponses[projections.Pipeline](s, http.StatusCreated),
	}, s.createPipeline)
	handle(s, access(user.CampaignsRead), huma.Operation{
		OperationID: "get-pipeline", Method: http.MethodGet, Path: pipelinesPath + "/{id}", Tags: tags, Summary: "One pipeline with its campaigns",
	}, s.getPipeline)
	s.pipelineDomainRoutes()
	s.pipelineCommandRoutes()
}

type pipelineList struct {
	Listing
	OwnerID string `query:"ownerId" format:"uuid"`
	Query   string `query:"q" maxLength:"255" doc:"Part of the name"`
	Sort    string `query:"sort" default:"-createdAt" enum:"createdAt,-createdAt,name,-name"`
}

func (s *server) listPipelines(ctx context.Context, in *pipelineList) (*answer[projections.Page[projections.Pipeline]], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return listed(s.queries(ctx).Pipelines(ctx, projections.PipelineFilter{
		OwnerID: in.OwnerID, Query: in.Query, Sort: in.Sort, Paging: in.paging(),
	}))
}

func (s *server) getPipeline(ctx context.Context, in *byID) (*answer[projections.Pipeline], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return single(s.queries(ctx).Pipeline(ctx, in.ID))
}

// pipelineBody is the body of a pipeline.
type pipelineBody struct {
	Name                   string            `json:"name" minLength:"1" maxLength:"255" doc:"Also that of its campaigns"`
	Description            string            `json:"description,omitempty" maxLength:"2000"`
	Mode                   pipeline.Mode     `json:"mode" doc:"Whether start starts all steps, or the next one"`
	AutoStart              bool              `json:"autoStart,omitempty" doc:"Start in the same moment; false unless given"`
	DomainGenerationParams *GenerationFields `json:"domainGenerationParams,omitempty" doc:"This or sourceListCampaignId"`
	SourceListCampaignID   string            `json:"sourceListCampaignId,omitempty" format:"uuid" doc:"A list, which then is the first step"`
	DNSValidationParams    *DNSFields        `json:"dnsValidationParams" required:"true"`
	HTTPKeywordParams      *HTTPFields       `json:"httpKeywordParams" required:"true"`
}
