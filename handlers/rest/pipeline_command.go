package rest

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/pipeline"
	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/projections"
)

func (s *server) pipelineCommandRoutes() {
	onEach := func(command func(why string) campaign.Command) func(context.Context, []loadedCampaign, string) ([]eventstore.Change, error) {
		return func(ctx context.Context, steps []loadedCampaign, why string) ([]eventstore.Change, error) {
			return commandSteps(ctx, steps, command(why))
		}
	}
	for _, command := range []struct {
		verb, summary string
		decide        func(context.Context, []loadedCampaign, string) ([]eventstore.Change, error)
	}{
		{"start", "Start all steps, or the next one, as its mode says", nil},
		{"pause", "Pause every step that runs", onEach(func(why string) campaign.Command { return campaign.Pause{Reason: why} })},
		{"resume", "Resume every step that is paused", onEach(func(why string) campaign.Command { return campaign.Resume{Reason: why} })},
		{"cancel", "Cancel every step that has not ended", onEach(func(why string) campaign.Command { return campaign.Cancel{Reason: why} })},
	} {
		handle(s, access(user.CampaignsExecute), huma.Operation{
			OperationID: command.verb + "-pipeline", Method: http.MethodPost, Path: pipelinesPath + "/{id}/" + command.verb,
			Tags: []string{"pipelines"}, Summary: command.summary, DefaultStatus: http.StatusOK,
			Responses: commandResponses[commandedPipeline](s, http.StatusOK),
		}, func(ctx context.Context, in *acting) (*carried, error) { return s.onPipeline(ctx, in, command.decide) })
	}
}

// commandedPipeline answers a command on a pipeline.
type commandedPipeline struct {
	projections.Pipeline
	Applied []string `json:"applied" doc:"Campaigns that the command changed"`
	Skipped []string `json:"skipped" doc:"Steps that did not allow it, or were so already"`
}

// onPipeline carries a command out on the steps of a pipeline, all at once.
// Without decide it starts them.
func (s *server) onPipeline(
	ctx context.Context, in *acting, decide func(context.Context, []loadedCampaign, string) ([]eventstore.Change, error),
) (*carried, error) {
	if !isID(in.ID) {
		return nil, errNotFound
	}
	// Its owner and its steps never change, so they can be looked at before the
	// command.
	before, err := s.Pipelines.Load(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := mayManage(caller(ctx), before.State.OwnerID); err != nil {
		return nil, err
	}
	locks, err := s.stepLocks(ctx, before.State)
	if err != nil {
		return nil, err
	}
	cmd, why := s.command(ctx, in.Commanding, in.Body.hash), in.Body.Value.Reason
	out, err := s.execute(ctx, cmd, in.Body.refused, locks, func(ctx context.Context) ([]eventstore.Change, error) {
		steps, err := s.steps(ctx, before.State)
		if err != nil {
			return nil, err
		}
		if decide == nil {
			return s.startSteps(ctx, before.State, steps, why)
		}
		return decide(ctx, steps, why)
	})
	if err != nil {
		return nil, err
	}
	return show(ctx, s, out, http.StatusOK, pipelinesPath, in.ID, func(ctx context.Context, id string) (commandedPipeline, uint64, error) {
		return s.commanded(ctx, id, before.State.Steps, cmd.meta.CommandID)
	})
}

func (s *server) stepLocks(ctx context.Context, p pipeline.State) ([]eventstore.Ref, error) {
	steps, err := s.steps(ctx, p)
	var locks []eventstore.Ref
	for _, step := range steps {
		locks = append(append(locks, s.Campaigns.Ref(step.ID)), s.startLocks(step.State)...)
	}
	return locks, err
}

func (s *server) steps(ctx context.Context, p pipeline.State) ([]loadedCampaign, error) {
	steps := make([]loadedCampaign, len(p.Steps))
	for i, id := range p.Steps {
		var err error
		if steps[i], err = s.Campaigns.Load(ctx, id); err != nil {
			return nil, err
		}
	}
	return steps, nil
}

// startSteps starts what the mode says, or nothing if one of them cannot start.
func (s *server) startSteps(ctx context.Context, p pipeline.State, steps []loadedCampaign, why string) ([]eventstore.Change, error) {
	statuses := make([]pipeline.Status, len(steps))
	for i, step := range steps {
		if step.State.Exists() {
			statuses[i] = pipeline.Status(step.State.Status)
		}
	}
	next, err := p.Starts(statuses)
	var changes []eventstore.Change
	for _, i := range next {
		more, err := s.starting(ctx, steps[i], why)
		if err != nil {
			return nil, err
		}
		changes = append(changes, more...)
	}
	return changes, err
}

// commandSteps decides a command on every step and leaves out those it does
// not fit, and a list of somebody else.
func commandSteps(ctx context.Context, steps []loadedCampaign, command campaign.Command) ([]eventstore.Change, error) {
	var changes []eventstore.Change
	for _, step := range steps {
		change, _, err := step.Decide(command)
		err = firstOf(mayCommand(caller(ctx), step.State), err)
		refusal, refused := domain.AsError(err)
		switch {
		case err == nil:
			changes = append(changes, change)
		case !refused || refusal.Kind == domain.Invalid:
			return nil, err
		}
	}
	return changes, nil
}

// commanded tells what the log has of a command: so an earlier request is
// answered as this one would be.
func (s *server) commanded(ctx context.Context, id string, steps []string, command uuid.UUID) (commandedPipeline, uint64, error) {
	out := commandedPipeline{Applied: []string{}, Skipped: []string{}}
	for _, step := range steps {
		events, err := s.Store.Load(ctx, s.Campaigns.Ref(step), 0)
		if err != nil {
			return out, 0, err
		}
		if slices.ContainsFunc(events, func(e eventstore.Recorded) bool { return e.CommandID == command }) {
			out.Applied = append(out.Applied, step)
		} else {
			out.Skipped = append(out.Skipped, step)
		}
	}
	var sequence uint64
	var err error
	out.Pipeline, sequence, err = s.queries(ctx).Pipeline(ctx, id)
	return out, sequence, err
}
