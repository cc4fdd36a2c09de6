package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/campaign"
	"domainflow/domain/pattern"
	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/projections"
)

func (s *server) campaignCreateRoutes() {
	create := func(id, path, summary string) huma.Operation {
		return huma.Operation{
			OperationID: id, Method: http.MethodPost, Path: campaignsPath + path, Tags: []string{"campaigns"}, Summary: summary,
			DefaultStatus: http.StatusCreated, Responses: commandResponses[projections.Campaign](s, http.StatusCreated),
		}
	}
	handle(s, access(user.CampaignsCreate), create("create-generation", "/generate", "Create a campaign that generates names"), s.createGeneration)
	handle(s, access(user.CampaignsCreate), create("create-dns-validation", "/dns-validate", "Create a campaign that resolves the names of another"), s.createDNS)
	handle(s, access(user.CampaignsCreate), create("create-http-keyword-validation", "/http-keyword-validate",
		"Create a campaign that fetches and searches the pages of the names another resolved"), s.createHTTP)
}

// CampaignBody is what the bodies of all types of campaign have. It is
// exported as Reading is.
type CampaignBody struct {
	Name        string `json:"name" minLength:"1" maxLength:"255"`
	Description string `json:"description,omitempty" maxLength:"2000"`
	AutoStart   bool   `json:"autoStart,omitempty" doc:"Start in the same moment; false unless given"`
}

// generation is the body of a generation campaign.
type generation struct {
	CampaignBody
	GenerationFields
}

// GenerationFields say which names are wanted. It is exported as Reading is.
type GenerationFields struct {
	pattern.Params
	NumDomainsToGenerate count `json:"numDomainsToGenerate,omitzero" doc:"Offsets to reserve; 0, or left out: all that is left"`
}

// createGeneration appends campaign and range at once, or neither.
func (s *server) createGeneration(ctx context.Context, in *creating[generation]) (*carried, error) {
	cmd := s.command(ctx, in.Commanding, in.Body.hash)
	body, id := in.Body.Value, cmd.newID("campaign")
	params, configErr := body.params()
	create := campaign.Create{
		Name: body.Name, Description: body.Description, OwnerID: caller(ctx).UserID, Params: campaign.Params{Generation: &params},
		MaxNames: int64(s.CurrentSettings().Server.MaxNamesPerCampaign),
	}
	locks := []eventstore.Ref{s.Campaigns.Ref(id)}
	if configErr == nil && body.AutoStart {
		locks = append(locks, s.Patterns.Ref(params.PatternHash))
	}
	out, err := s.execute(ctx, cmd, together(in.Body.refused, configErr), locks, func(ctx context.Context) ([]eventstore.Change, error) {
		loaded, err := s.Campaigns.Load(ctx, id)
		if err != nil {
			return nil, err
		}
		if configErr != nil || !body.AutoStart {
			change, _, err := loaded.Decide(create)
			return []eventstore.Change{change}, err
		}
		return s.reserving(ctx, loaded, params, func(r *campaign.Range) campaign.Command {
			create.Start = &campaign.Start{Range: r}
			return create
		})
	})
	if err != nil {
		return nil, err
	}
	return show(ctx, s, out, http.StatusCreated, campaignsPath, id, s.queries(ctx).Campaign)
}

// params brings the config into canonical form. Where that fails, what remains
// is still good for the other checks.
func (f GenerationFields) params() (campaign.GenerationParams, error) {
	params := campaign.GenerationParams{NumDomainsToGenerate: f.NumDomainsToGenerate.Big}
	config, err := pattern.New(f.Params)
	if err != nil {
		return params, err
	}
	params.PatternType, params.CharacterSet = string(config.PatternType), config.CharacterSet
	params.PrefixVariableLength, params.SuffixVariableLength = config.PrefixLength, config.SuffixLength
	params.ConstantString, params.TLDs = config.ConstantString, config.TLDs
	params.PatternHash, params.SpaceSize = config.Hash(), config.Size()
	return params, nil
}

type loadedCampaign = eventstore.Loaded[campaign.State, campaign.Command, campaign.Event]

// reserving decides a command on a generation campaign that takes a range, and
// the reservation of the range with it. The range comes first in the log.
func (s *server) reserving(
	ctx context.Context, loaded loadedCampaign, params campaign.GenerationParams, command func(*campaign.Range) campaign.Command,
) ([]eventstore.Change, error) {
	space, err := s.Patterns.Load(ctx, params.PatternHash)
	if err != nil {
		return nil, err
	}
	reserve := pattern.Reserve{Campaign: loaded.ID, Requested: params.NumDomainsToGenerate, Space: params.SpaceSize}
	next := space.State.Range(reserve)
	change, _, err := loaded.Decide(command(&campaign.Range{
		From: next.From, To: next.To, PatternHash: params.PatternHash, SpaceSize: params.SpaceSize,
	}))
	if err != nil || change.Empty() {
		return []eventstore.Change{change}, err
	}
	reservation, _, err := space.Decide(reserve)
	return []eventstore.Change{reservation, change}, err
}
