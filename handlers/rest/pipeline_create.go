package rest

import (
	"context"
	"net/http"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/pipeline"
	"domainflow/eventstore"
)

// newPipeline is a pipeline on its way into the log.
type newPipeline struct {
	*server
	pipelineBody
	id    string
	steps []string
	// generation is nil where a list is the first step.
	generation *campaign.GenerationParams
	configErr  error
}

// createPipeline appends the pipeline and its campaigns at once, or none.
func (s *server) createPipeline(ctx context.Context, in *creating[pipelineBody]) (*carried, error) {
	cmd := s.command(ctx, in.Commanding, in.Body.hash)
	p := s.newPipeline(cmd, in.Body.Value)
	out, err := s.execute(ctx, cmd, in.Body.refused, p.locks(), p.decide)
	if err != nil {
		return nil, err
	}
	return show(ctx, s, out, http.StatusCreated, pipelinesPath, p.id, s.queries(ctx).Pipeline)
}

func (s *server) newPipeline(cmd command, body pipelineBody) *newPipeline {
	p := &newPipeline{server: s, pipelineBody: body, id: cmd.newID("pipeline")}
	first := body.SourceListCampaignID
	if body.DomainGenerationParams != nil {
		params, err := body.DomainGenerationParams.params()
		p.generation, p.configErr = &params, err
		first = cmd.newID("names")
	}
	p.steps = []string{first, cmd.newID("dns"), cmd.newID("http")}
	return p
}

// starts says whether a step starts with the pipeline. A list started with its
// upload.
func (p *newPipeline) starts(step int) bool {
	next := 0
	if p.generation == nil {
		next = 1
	}
	return p.AutoStart && (p.Mode == pipeline.FullSequence || step == next)
}

func (p *newPipeline) locks() []eventstore.Ref {
	refs := []eventstore.Ref{p.Pipelines.Ref(p.id)}
	if p.generation != nil && p.configErr == nil && p.starts(0) {
		refs = append(refs, p.Patterns.Ref(p.generation.PatternHash))
	}
	return refs
}

// decide gives all objections at once.
func (p *newPipeline) decide(ctx context.Context) ([]eventstore.Change, error) {
	loaded, err := p.Pipelines.Load(ctx, p.id)
	if err != nil {
		return nil, err
	}
	created, _, refused := loaded.Decide(pipeline.Create{
		Name: p.Name, Description: p.Description, Mode: p.Mode, OwnerID: caller(ctx).UserID, Steps: p.steps,
	})
	changes, refusals := []eventstore.Change{created}, []error{refused, p.checkMembers()}
	for _, step := range []func(context.Context) ([]eventstore.Change, error){p.names, p.dns, p.http} {
		more, err := step(ctx)
		changes, refusals = append(changes, more...), append(refusals, err)
	}
	return changes, together(refusals...)
}

func (p *newPipeline) checkMembers() error {
	var checks domain.Checks
	const generation, list = "domainGenerationParams", "sourceListCampaignId"
	checks.Require(p.generation != nil || p.SourceListCampaignID != "", generation, domain.FieldRequired, "this or %s is needed", list)
	checks.Require(p.generation == nil || p.SourceListCampaignID == "", list, domain.FieldNotAllowed, "leave it out beside %s", generation)
	checks.Require(p.DNSValidationParams != nil, "dnsValidationParams", domain.FieldRequired, "must not be left out")
	checks.Require(p.HTTPKeywordParams != nil, "httpKeywordParams", domain.FieldRequired, "must not be left out")
	return checks.Err()
}

func (p *newPipeline) names(ctx context.Context) ([]eventstore.Change, error) {
	if p.generation == nil {
		return nil, p.checkList(ctx)
	}
	const member = "domainGenerationParams"
	create := campaign.Create{
		OwnerID: caller(ctx).UserID, Params: campaign.Params{Generation: p.generation}, MaxNames: int64(p.CurrentSettings().Server.MaxNamesPerCampaign),
	}
	loaded, err := p.Campaigns.Load(ctx, p.steps[0])
	if err != nil {
		return nil, err
	}
	p.describe(&create)
	if p.configErr != nil || !p.starts(0) {
		change, _, err := loaded.Decide(create)
		return []eventstore.Change{change}, within(member, together(p.configErr, err))
	}
	changes, err := p.reserving(ctx, loaded, *p.generation, func(r *campaign.Range) campaign.Command {
		create.Start = &campaign.Start{Range: r}
		return create
	})
	return changes, within(member, err)
}

// checkList refuses what is no list to follow.
func (p *newPipeline) checkList(ctx context.Context) error {
	const field = "sourceListCampaignId"
	if p.SourceListCampaignID == "" {
		return nil
	}
	list, err := p.existing(ctx, p.SourceListCampaignID)
	if err != nil {
		return err
	}
	var checks domain.Checks
	checks.Require(list.Type != "", field, "not_found", "is no campaign that you may read")
	checks.Require(list.Type == "" || list.Type == campaign.List, field, campaign.CodeSourceType, "must be a list, not %s", list.Type)
	return checks.Err()
}

func (p *newPipeline) dns(ctx context.Context) ([]eventstore.Change, error) {
	if p.DNSValidationParams == nil {
		return nil, nil
	}
	// What the source is was found out above, or it is made in the same batch.
	return p.follow(ctx, 1, "dnsValidationParams", campaign.Generation, p.DNSValidationParams.params(p.steps[0]))
}

func (p *newPipeline) http(ctx context.Context) ([]eventstore.Change, error) {
	if p.HTTPKeywordParams == nil {
		return nil, nil
	}
	return p.follow(ctx, 2, "httpKeywordParams", campaign.DNS, p.HTTPKeywordParams.params(p.steps[1]))
}

func (p *newPipeline) follow(
	ctx context.Context, step int, member string, source campaign.Type, params campaign.Params,
) ([]eventstore.Change, error) {
	loaded, err := p.Campaigns.Load(ctx, p.steps[step])
	if err != nil {
		return nil, err
	}
	create, err := p.following(ctx, source, params, p.starts(step))
	if err != nil {
		return nil, err
	}
	p.describe(&create)
	change, _, err := loaded.Decide(create)
	return []eventstore.Change{change}, within(member, err)
}

func (p *newPipeline) describe(c *campaign.Create) {
	c.Name, c.Description, c.PipelineID = p.Name, p.Description, p.id
}

// within names the fields of a refusal by their place in the pipeline. What it
// is called is refused once, for the pipeline.
func within(member string, err error) error {
	refusal, ok := domain.AsError(err)
	if !ok || len(refusal.Fields) == 0 {
		return err
	}
	var checks domain.Checks
	for _, f := range refusal.Fields {
		if f.Field != "name" && f.Field != "description" {
			checks.Require(false, member+"."+f.Field, f.Code, "%s", f.Message)
		}
	}
	return checks.Err()
}
