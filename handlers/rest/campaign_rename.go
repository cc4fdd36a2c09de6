package rest

import (
	"context"
	"maps"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/campaign"
	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/projections"
)

func (s *server) campaignEditRoutes() {
	tags := []string{"campaigns"}
	handle(s, access(user.CampaignsUpdate), huma.Operation{
		OperationID: "rename-campaign", Method: http.MethodPatch, Path: campaignsPath + "/{id}", Tags: tags,
		Summary:       "Change name and description; what a campaign was asked to do never changes",
		DefaultStatus: http.StatusOK, Responses: commandResponses[projections.Campaign](s, http.StatusOK),
	}, s.renameCampaign)
	handle(s, access(user.CampaignsDelete), huma.Operation{
		OperationID: "delete-campaign", Method: http.MethodDelete, Path: campaignsPath + "/{id}", Tags: tags,
		Summary:       "Take a campaign that does not run out of every view; who follows it keeps its results",
		DefaultStatus: http.StatusNoContent,
	}, s.deleteCampaign)
}

// renaming is the body of an edit of a campaign.
type renaming struct {
	Name            *string `json:"name,omitempty" minLength:"1" maxLength:"255"`
	Description     *string `json:"description,omitempty" maxLength:"2000"`
	ExpectedVersion *uint64 `json:"expectedVersion,omitempty" doc:"Refuse with 409 STALE_VERSION unless this is the version"`
}

// immutable are the members that a campaign is created with and that no edit
// may have.
func (renaming) immutable() map[string]bool {
	all := map[string]reflect.Type{"params": nil, "campaignType": nil}
	for _, created := range []reflect.Type{
		reflect.TypeFor[generation](), reflect.TypeFor[dnsValidation](), reflect.TypeFor[httpValidation](), reflect.TypeFor[campaign.ListParams](),
	} {
		maps.Copy(all, membersOf(created))
	}
	fixed := map[string]bool{}
	for name := range all {
		fixed[name] = true
	}
	return fixed
}

func (s *server) renameCampaign(ctx context.Context, in *updating[renaming]) (*carried, error) {
	cmd, body := s.command(ctx, in.Commanding, in.Body.hash), in.Body.Value
	out, err := s.changeCampaign(ctx, cmd, in.Body.refused, in.ID, nil,
		func(_ context.Context, loaded loadedCampaign) ([]eventstore.Change, error) {
			change, _, err := loaded.Decide(campaign.Rename{Name: body.Name, Description: body.Description})
			return []eventstore.Change{change}, together(err, current(body.ExpectedVersion, loaded.Sequence))
		})
	if err != nil {
		return nil, err
	}
	return show(ctx, s, out, http.StatusOK, campaignsPath, in.ID, s.queries(ctx).Campaign)
}

func (s *server) deleteCampaign(ctx context.Context, in *named) (*deleted, error) {
	cmd := s.command(ctx, in.Commanding, hashOf(nil))
	out, err := s.changeCampaign(ctx, cmd, nil, in.ID, nil,
		func(_ context.Context, loaded loadedCampaign) ([]eventstore.Change, error) {
			change, _, err := loaded.Decide(campaign.Delete{})
			return []eventstore.Change{change}, err
		})
	if err != nil {
		return nil, err
	}
	return gone(out), nil
}
