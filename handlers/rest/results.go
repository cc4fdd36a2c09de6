package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/campaign"
	"domainflow/domain/user"
	"domainflow/projections"
)

func (s *server) resultRoutes() {
	list := func(id, path, summary string) huma.Operation {
		return huma.Operation{
			OperationID: id, Method: http.MethodGet, Path: campaignsPath + "/{id}/results/" + path, Tags: []string{"results"},
			Summary: summary, Description: "A filtered page may be short, even empty; only `nextCursor: null` ends the list.",
		}
	}
	handle(s, access(user.CampaignsRead), list("list-generated-domains", "generated-domains", "Names of a generation campaign"), s.listNames)
	handle(s, access(user.CampaignsRead), list("list-dns-results", "dns-validation", "Results of a DNS campaign"), s.listDNSResults)
	handle(s, access(user.CampaignsRead), list("list-http-results", "http-keyword", "Results of an HTTP keyword campaign"), s.listHTTPResults)
}

// ResultFilters are what every list of results may be asked for. It is exported
// as Reading is; so are those of the types of campaign, which exports have too.
type ResultFilters struct {
	ID    string `path:"id"`
	Query string `query:"q" maxLength:"255" doc:"Beginning of the name"`
}

// ResultListing is Listing of results, which can also be entered in the middle
// and read from the end. It is exported as Reading is.
type ResultListing struct {
	Listing
	Sort        string          `query:"sort" default:"ordinal" enum:"ordinal,-ordinal"`
	FromOrdinal optional[int64] `query:"fromOrdinal" minimum:"0" doc:"Begin at this ordinal; with -ordinal go down from it. A cursor says it already"`
}

func (l ResultListing) paging() projections.Paging {
	p := l.Listing.paging()
	p.Descending, p.From = l.Sort == "-ordinal", l.FromOrdinal.pointer()
	return p
}

type nameList struct {
	ResultListing
	ResultFilters
	NameFilters
}

type NameFilters struct {
	TLD string `query:"tld" maxLength:"255" example:"co.uk"`
}

func (f NameFilters) of(r ResultFilters, p projections.Paging) projections.NamesFilter {
	return projections.NamesFilter{Query: r.Query, TLD: f.TLD, Paging: p}
}

func (s *server) listNames(ctx context.Context, in *nameList) (*answer[projections.Page[projections.Name]], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return listed(s.queries(ctx).Names(ctx, in.ID, in.NameFilters.of(in.ResultFilters, in.paging())))
}

type dnsResultList struct {
	ResultListing
	ResultFilters
	Status []campaign.DNSStatus `query:"status,explode" doc:"May be given several times"`
	PersonaFilter
	DNSFilters
}

// PersonaFilter is for the results of those types that use personas.
type PersonaFilter struct {
	PersonaID string `query:"personaId" format:"uuid"`
}

type DNSFilters struct {
	RCode    string `query:"rcode" maxLength:"32" example:"NXDOMAIN"`
	Resolver string `query:"resolver" maxLength:"300" doc:"As results show it"`
}

func (f DNSFilters) of(r ResultFilters, status []campaign.DNSStatus, by PersonaFilter, p projections.Paging) projections.DNSFilter {
	return projections.DNSFilter{
		Status: status, RCode: f.RCode, PersonaID: by.PersonaID, Resolver: f.Resolver, Query: r.Query, Paging: p,
	}
}

func (s *server) listDNSResults(ctx context.Context, in *dnsResultList) (*answer[projections.Page[projections.DNSResult]], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return listed(s.queries(ctx).DNSResults(ctx, in.ID, in.DNSFilters.of(in.ResultFilters, in.Status, in.PersonaFilter, in.paging())))
}

type httpResultList struct {
	ResultListing
	ResultFilters
	Status []campaign.HTTPStatus `query:"status,explode" doc:"May be given several times"`
	PersonaFilter
	HTTPFilters
}

type HTTPFilters struct {
	HasKeywords  optional[bool] `query:"hasKeywords"`
	KeywordSetID string         `query:"keywordSetId" format:"uuid"`
	RuleID       string         `query:"ruleId" format:"uuid"`
	Category     string         `query:"category" maxLength:"100"`
	StatusCode   int            `query:"statusCode" minimum:"100" maximum:"599"`
	ContentHash  string         `query:"contentHash" pattern:"^[0-9a-f]{64}$"`
}

func (f HTTPFilters) of(r ResultFilters, status []campaign.HTTPStatus, by PersonaFilter, p projections.Paging) projections.HTTPFilter {
	return projections.HTTPFilter{
		Status: status, HasKeywords: f.HasKeywords.pointer(), KeywordSetID: f.KeywordSetID, RuleID: f.RuleID,
		Category: f.Category, StatusCode: f.StatusCode, PersonaID: by.PersonaID, ContentHash: f.ContentHash,
		Query: r.Query, Paging: p,
	}
}

func (s *server) listHTTPResults(ctx context.Context, in *httpResultList) (*answer[projections.Page[projections.HTTPResult]], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return listed(s.queries(ctx).HTTPResults(ctx, in.ID, in.HTTPFilters.of(in.ResultFilters, in.Status, in.PersonaFilter, in.paging())))
}
