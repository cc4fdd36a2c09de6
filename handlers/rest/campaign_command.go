package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/campaign"
	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/projections"
)

func (s *server) campaignCommandRoutes() {
	pause := func(why string) campaign.Command { return campaign.Pause{Reason: why} }
	resume := func(why string) campaign.Command { return campaign.Resume{Reason: why} }
	cancel := func(why string) campaign.Command { return campaign.Cancel{Reason: why} }
	for _, command := range []struct {
		verb, summary string
		handler       func(context.Context, *acting) (*carried, error)
	}{
		{"start", "Start: nothing runs before; a generation campaign gets its range", s.startCampaign},
		{"pause", "Pause: no new query or request begins within a second", s.plain(pause)},
		{"resume", "Resume: go on with the items that have no result", s.plain(resume)},
		{"cancel", "Cancel: end for good, what has no result stays pending", s.plain(cancel)},
	} {
		handle(s, access(user.CampaignsExecute), huma.Operation{
			OperationID: command.verb + "-campaign", Method: http.MethodPost, Path: campaignsPath + "/{id}/" + command.verb,
			Tags: []string{"campaigns"}, Summary: command.summary, DefaultStatus: http.StatusOK,
			Responses: commandResponses[projections.Campaign](s, http.StatusOK),
		}, command.handler)
	}
}

// plain is a command that needs nothing but the campaign.
func (s *server) plain(command func(why string) campaign.Command) func(context.Context, *acting) (*carried, error) {
	return func(ctx context.Context, in *acting) (*carried, error) {
		return s.onCampaign(ctx, in, nil, func(_ context.Context, loaded loadedCampaign) ([]eventstore.Change, error) {
			change, _, err := loaded.Decide(command(in.Body.Value.Reason))
			return []eventstore.Change{change}, err
		})
	}
}

// startCampaign looks at the campaign before the command, since what it locks
// is in params, which never change.
func (s *server) startCampaign(ctx context.Context, in *acting) (*carried, error) {
	if !isID(in.ID) {
		return nil, errNotFound
	}
	before, err := s.Campaigns.Load(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if before.Sequence == 0 {
		return nil, errNotFound
	}
	return s.onCampaign(ctx, in, s.startLocks(before.State), func(ctx context.Context, loaded loadedCampaign) ([]eventstore.Change, error) {
		return s.starting(ctx, loaded, in.Body.Value.Reason)
	})
}

// startLocks are what a start changes beside the campaign.
func (s *server) startLocks(c campaign.State) []eventstore.Ref {
	if c.Params.Generation == nil {
		return nil
	}
	return []eventstore.Ref{s.Patterns.Ref(c.Params.Generation.PatternHash)}
}

// starting decides the start of a campaign, with what it needs as the log has
// it now.
func (s *server) starting(ctx context.Context, loaded loadedCampaign, why string) ([]eventstore.Change, error) {
	params := loaded.State.Params
	if params.Generation != nil {
		return s.reserving(ctx, loaded, *params.Generation, func(r *campaign.Range) campaign.Command {
			return campaign.Start{Reason: why, Range: r}
		})
	}
	used, err := s.used(ctx, params)
	if err != nil {
		return nil, err
	}
	change, _, err := loaded.Decide(*used.start(why))
	return []eventstore.Change{change}, err
}

// onCampaign carries a command out on one campaign.
func (s *server) onCampaign(
	ctx context.Context, in *acting, locks []eventstore.Ref,
	decide func(context.Context, loadedCampaign) ([]eventstore.Change, error),
) (*carried, error) {
	cmd := s.command(ctx, in.Commanding, in.Body.hash)
	out, err := s.changeCampaign(ctx, cmd, in.Body.refused, in.ID, locks, decide)
	if err != nil {
		return nil, err
	}
	return show(ctx, s, out, http.StatusOK, campaignsPath, in.ID, s.queries(ctx).Campaign)
}

// changeCampaign carries a command out on one campaign and on what else it
// locks. Every command on one campaign comes through here.
func (s *server) changeCampaign(
	ctx context.Context, cmd command, refused error, id string, locks []eventstore.Ref,
	decide func(context.Context, loadedCampaign) ([]eventstore.Change, error),
) (outcome, error) {
	if !isID(id) {
		return outcome{}, errNotFound
	}
	locks = append(locks, s.Campaigns.Ref(id))
	return s.execute(ctx, cmd, refused, locks, func(ctx context.Context) ([]eventstore.Change, error) {
		loaded, err := s.Campaigns.Load(ctx, id)
		if err != nil {
			return nil, err
		}
		if err := mayCommand(caller(ctx), loaded.State); err != nil {
			return nil, err
		}
		return decide(ctx, loaded)
	})
}
