package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/campaign"
	"domainflow/projections"
)

func (s *server) resultRoutes() {
	list := func(id, path, summary string) huma.Operation {
		return huma.Operation{
			OperationID: id, Method: http.MethodGet, Path: campaignsPath + "/{id}/results/" + path, Tags: []string{"results"},
			Summary: summary, Description: "A filtered page may be short, even empty; only `nextCursor: null` ends the list.",
		}
	}
	handle(s, list("list-generated-domains", "generated-domains", "Names of a generation campaign"), s.listNames)
	handle(s, list("list-dns-results", "dns-validation", "Results of a DNS campaign"), s.listDNSResults)
	handle(s, list("list-http-results", "http-keyword", "Results of an HTTP keyword campaign"), s.listHTTPResults)
}

// ResultListing is what every list of results may be asked. It is exported as
// Reading is.
type ResultListing struct {
	Listing
	ID    string `path:"id"`
	Query string `query:"q" maxLength:"255" doc:"Beginning of the name"`
	Sort  string `query:"sort" default:"ordinal" enum:"ordinal"`
}

type nameList struct {
	ResultListing
	TLD string `query:"tld" maxLength:"255" example:"co.uk"`
}

func (s *server) listNames(ctx context.Context, in *nameList) (*answer[projections.Page[projections.Name]], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return listed(s.Queries.Names(ctx, in.ID, projections.NamesFilter{Query: in.Query, TLD: in.TLD, Paging: in.paging()}))
}

type dnsResultList struct {
	ResultListing
	Status    []campaign.DNSStatus `query:"status,explode" doc:"May be given several times"`
	RCode     string               `query:"rcode" maxLength:"32" example:"NXDOMAIN"`
	PersonaID string               `query:"personaId" format:"uuid"`
	Resolver  string               `query:"resolver" maxLength:"300" doc:"As results show it"`
}

func (s *server) listDNSResults(ctx context.Context, in *dnsResultList) (*answer[projections.Page[projections.DNSResult]], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return listed(s.Queries.DNSResults(ctx, in.ID, projections.DNSFilter{
		Status: in.Status, RCode: in.RCode, PersonaID: in.PersonaID, Resolver: in.Resolver, Query: in.Query, Paging: in.paging(),
	}))
}

type httpResultList struct {
	ResultListing
	Status       []campaign.HTTPStatus `query:"status,explode" doc:"May be given several times"`
	HasKeywords  optional[bool]        `query:"hasKeywords"`
	KeywordSetID string                `query:"keywordSetId" format:"uuid"`
	RuleID       string                `query:"ruleId" format:"uuid"`
	Category     string                `query:"category" maxLength:"100"`
	StatusCode   int                   `query:"statusCode" minimum:"100" maximum:"599"`
	PersonaID    string                `query:"personaId" format:"uuid"`
	ContentHash  string                `query:"contentHash" pattern:"^[0-9a-f]{64}$"`
}

func (s *server) listHTTPResults(ctx context.Context, in *httpResultList) (*answer[projections.Page[projections.HTTPResult]], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return listed(s.Queries.HTTPResults(ctx, in.ID, projections.HTTPFilter{
		Status: in.Status, HasKeywords: in.HasKeywords.pointer(), KeywordSetID: in.KeywordSetID, RuleID: in.RuleID,
		Category: in.Category, StatusCode: in.StatusCode, PersonaID: in.PersonaID, ContentHash: in.ContentHash,
		Query: in.Query, Paging: in.paging(),
	}))
}
