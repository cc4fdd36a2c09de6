package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/keywordset"
	"domainflow/domain/user"
	"domainflow/projections"
)

const keywordSetsPath = base + "/keywords/sets"

func (s *server) keywordSetRoutes() {
	tags := []string{"keywords"}
	handle(s, access(user.KeywordsRead), huma.Operation{
		OperationID: "list-keyword-sets", Method: http.MethodGet, Path: keywordSetsPath, Tags: tags, Summary: "Keyword sets",
	}, s.listKeywordSets)
	handle(s, access(user.KeywordsCreate), huma.Operation{
		OperationID: "create-keyword-set", Method: http.MethodPost, Path: keywordSetsPath, Tags: tags, Summary: "Create a keyword set",
		DefaultStatus: http.StatusCreated, Responses: commandResponses[projections.KeywordSet](s, http.StatusCreated),
	}, s.createKeywordSet)
	handle(s, access(user.KeywordsRead), huma.Operation{
		OperationID: "get-keyword-set", Method: http.MethodGet, Path: keywordSetsPath + "/{id}", Tags: tags, Summary: "One set with its rules",
	}, s.getKeywordSet)
	handle(s, access(user.KeywordsUpdate), huma.Operation{
		OperationID: "update-keyword-set", Method: http.MethodPut, Path: keywordSetsPath + "/{id}", Tags: tags,
		Summary:       "Replace a set; rules sent with their id keep it, and campaigns that have started keep what they had",
		DefaultStatus: http.StatusOK, Responses: commandResponses[projections.KeywordSet](s, http.StatusOK),
	}, s.updateKeywordSet)
	handle(s, access(user.KeywordsDelete), huma.Operation{
		OperationID: "delete-keyword-set", Method: http.MethodDelete, Path: keywordSetsPath + "/{id}", Tags: tags,
		Summary: "Delete a set; campaigns that have started keep it", DefaultStatus: http.StatusNoContent,
	}, s.deleteKeywordSet)
}

type keywordSetList struct {
	Listing
	IsEnabled    optional[bool] `query:"isEnabled"`
	IncludeRules bool           `query:"includeRules"`
	Query        string         `query:"q" maxLength:"255" doc:"Part of the name"`
	Sort         string         `query:"sort" default:"name" enum:"name,-name,createdAt,-createdAt"`
}

func (s *server) listKeywordSets(ctx context.Context, in *keywordSetList) (*answer[projections.Page[projections.KeywordSet]], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return listed(s.queries(ctx).KeywordSets(ctx, projections.KeywordSetFilter{
		IsEnabled: in.IsEnabled.pointer(), IncludeRules: in.IncludeRules, Query: in.Query, Sort: in.Sort, Paging: in.paging(),
	}))
}

func (s *server) getKeywordSet(ctx context.Context, in *byID) (*answer[projections.KeywordSet], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return single(s.queries(ctx).KeywordSet(ctx, in.ID))
}

// KeywordSetBody is the body of a set. It is exported as Reading is.
type KeywordSetBody struct {
	Name        string             `json:"name" minLength:"1" maxLength:"255" doc:"Unique"`
	Description string             `json:"description,omitempty" maxLength:"2000"`
	IsEnabled   *bool              `json:"isEnabled,omitempty" doc:"true unless given; a disabled one is not used by new runs"`
	MatchIn     []keywordset.Place `json:"matchIn,omitempty" doc:"visible_text and title unless given"`
	Rules       []ruleBody         `json:"rules" minItems:"1" maxItems:"1000"`
}

type keywordSetUpdate struct {
	KeywordSetBody
	ExpectedVersion *uint64 `json:"expectedVersion,omitempty" doc:"Refuse with 409 STALE_VERSION unless this is the version"`
}

type ruleBody struct {
	ID              string              `json:"id,omitempty" format:"uuid" doc:"On update: that of a rule the set has. Left out: a new rule"`
	Pattern         string              `json:"pattern" minLength:"1" maxLength:"1000"`
	RuleType        keywordset.RuleType `json:"ruleType" doc:"regex is RE2 syntax"`
	IsCaseSensitive bool                `json:"isCaseSensitive,omitempty"`
	Category        string              `json:"category,omitempty" maxLength:"100"`
	ContextChars    *int                `json:"contextChars,omitempty" minimum:"0" maximum:"500" doc:"40 unless given"`
	Weight          *int                `json:"weight,omitempty" minimum:"1" maximum:"100" doc:"10 unless given"`
}
