package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/user"
	"domainflow/projections"
)

func (s *server) pipelineDomainRoutes() {
	handle(s, access(user.CampaignsRead), huma.Operation{
		OperationID: "list-pipeline-domains", Method: http.MethodGet, Path: pipelinesPath + "/{id}/domains", Tags: []string{"pipelines"},
		Summary: "The names of a pipeline, each with what every step found out about it",
		Description: "The names are those of the first step that was not deleted; what a deleted step found is absent. " +
			"A name without a DNS result is pending there, a resolved one without a page is pending there, and one that is not " +
			"resolved has no httpStatus. A filtered page may be short, even empty; only `nextCursor: null` ends the list.",
	}, s.listPipelineDomains)
}

type domainList struct {
	Listing
	ID         string                       `path:"id"`
	DNSStatus  []projections.StepDNSStatus  `query:"dnsStatus,explode" doc:"May be given several times"`
	HTTPStatus []projections.StepHTTPStatus `query:"httpStatus,explode" doc:"May be given several times"`
	Keyword    string                       `query:"keyword" maxLength:"1000" doc:"A pattern as the names show it"`
	Query      string                       `query:"q" maxLength:"255" doc:"Beginning of the name"`
	Sort       string                       `query:"sort" default:"ordinal" enum:"ordinal"`
}

func (s *server) listPipelineDomains(ctx context.Context, in *domainList) (*answer[projections.Page[projections.Domain]], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return listed(s.queries(ctx).PipelineDomains(ctx, in.ID, projections.DomainFilter{
		DNSStatus: in.DNSStatus, HTTPStatus: in.HTTPStatus, Keyword: in.Keyword, Query: in.Query, Paging: in.paging(),
	}))
}
