package rest

import (
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/user"
	"domainflow/internal/secrets"
	"domainflow/projections"
)

const apiKeysPath = base + "/api-keys"

func (s *server) apiKeyRoutes() {
	needs, tags := access(user.APIKeysManage), []string{"api-keys"}
	created := commandResponses[createdAPIKey](s, http.StatusCreated)
	created[statusText(http.StatusAccepted)].Content = s.content(reflect.TypeFor[acceptedAPIKey]())
	handle(s, needs, huma.Operation{
		OperationID: "list-api-keys", Method: http.MethodGet, Path: apiKeysPath, Tags: tags, Summary: "The own API keys, revoked ones included",
	}, s.listAPIKeys)
	handle(s, needs, huma.Operation{
		OperationID: "create-api-key", Method: http.MethodPost, Path: apiKeysPath, Tags: tags, Summary: "A credential for a program",
		Description: "It may do what its scopes allow, as far as its owner may whenever it is used. The key is in this answer and kept nowhere: " +
			"whoever loses it, or only gets the answer of a later request with the same Idempotency-Key, revokes it and creates another.",
		DefaultStatus: http.StatusCreated, Responses: created,
	}, s.createAPIKey)
	handle(s, needs, huma.Operation{
		OperationID: "get-api-key", Method: http.MethodGet, Path: apiKeysPath + "/{id}", Tags: tags, Summary: "One of the own API keys",
	}, s.getAPIKey)
	handle(s, needs, huma.Operation{
		OperationID: "revoke-api-key", Method: http.MethodDelete, Path: apiKeysPath + "/{id}", Tags: tags, Summary: "Revoke one of the own API keys",
		DefaultStatus: http.StatusNoContent,
	}, s.revokeAPIKey)
}

// APIKeyObject is a key: its name and last use are in the accounts, the rest is
// in the log. It is exported as Reading is.
type APIKeyObject struct {
	ID         string            `json:"id" format:"uuid"`
	Name       string            `json:"name"`
	Prefix     string            `json:"prefix" doc:"The part of the key that may be shown: dfk_<prefix>_..."`
	OwnerID    string            `json:"ownerId" format:"uuid"`
	Scopes     []user.Permission `json:"scopes"`
	ExpiresAt  *projections.Time `json:"expiresAt,omitempty"`
	CreatedAt  projections.Time  `json:"createdAt"`
	LastUsedAt *projections.Time `json:"lastUsedAt,omitempty" doc:"True to the minute"`
	RevokedAt  *projections.Time `json:"revokedAt,omitempty"`
	Version    uint64            `json:"version"`
}

// createdAPIKey is the only place where a key is shown.
type createdAPIKey struct {
	APIKeyObject
	Key string `json:"key,omitempty" doc:"For Authorization: Bearer. Left out with Idempotency-Replayed"`
}

// acceptedAPIKey is createdAPIKey while the read models are behind.
type acceptedAPIKey struct {
	ID       string `json:"id" format:"uuid"`
	Sequence uint64 `json:"sequence" doc:"minSequence for a query that shows the key"`
	Key      string `json:"key,omitempty" doc:"For Authorization: Bearer. Left out with Idempotency-Replayed"`
}

func apiKeyOf(k projections.APIKey, row secrets.APIKey) APIKeyObject {
	return APIKeyObject{
		ID: k.ID, Name: row.Name, Prefix: k.Prefix, OwnerID: k.OwnerID, Scopes: k.Scopes, ExpiresAt: k.ExpiresAt,
		CreatedAt: k.CreatedAt, LastUsedAt: momentOf(row.LastUsedAt), RevokedAt: k.RevokedAt, Version: k.Version,
	}
}

// keyRows are what the accounts know of the keys of the caller, by id.
func (s *server) keyRows(ctx context.Context) (map[string]secrets.APIKey, error) {
	rows, err := s.Gate.Secrets.APIKeys(ctx, caller(ctx).UserID)
	byID := make(map[string]secrets.APIKey, len(rows))
	for _, r := range rows {
		byID[r.ID] = r
	}
	return byID, err
}

// apiKey answers one of the caller's. What others have does not exist.
func (s *server) apiKey(ctx context.Context, id string) (APIKeyObject, uint64, error) {
	k, sequence, err := s.queries(ctx).APIKey(ctx, caller(ctx).UserID, id)
	if err != nil {
		return APIKeyObject{}, 0, err
	}
	rows, err := s.keyRows(ctx)
	return apiKeyOf(k, rows[id]), sequence, err
}

func (s *server) getAPIKey(ctx context.Context, in *byID) (*answer[APIKeyObject], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return single(s.apiKey(ctx, in.ID))
}

type apiKeyList struct {
	Listing
	Sort string `query:"sort" default:"createdAt" enum:"createdAt,-createdAt"`
}

func (s *server) listAPIKeys(ctx context.Context, in *apiKeyList) (*answer[projections.Page[APIKeyObject]], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	known, err := s.queries(ctx).APIKeys(ctx, projections.APIKeyFilter{OwnerID: caller(ctx).UserID, Sort: in.Sort, Paging: in.paging()})
	if err != nil {
		return nil, outage(err)
	}
	rows, err := s.keyRows(ctx)
	page := projections.Page[APIKeyObject]{Items: []APIKeyObject{}, NextCursor: known.NextCursor, Sequence: known.Sequence}
	for _, k := range known.Items {
		page.Items = append(page.Items, apiKeyOf(k, rows[k.ID]))
	}
	return listed(page, err)
}
