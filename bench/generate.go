package main

import (
	"context"
	"log/slog"

	"github.com/google/uuid"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/pattern"
	"domainflow/handlers/processors"
)

// generating runs generation campaigns through the whole program but its API:
// dispatcher, workers, projector, each until its end is in the read models.
// The limit is generate -> message -> rows with nothing else.
func generating(names int) func(context.Context, *rig) (sides, error) {
	return func(ctx context.Context, r *rig) (sides, error) {
		a, err := r.aggregates(ctx)
		if err != nil {
			return sides{}, err
		}
		p, err := r.projector(ctx, a.Store)
		if err != nil {
			return sides{}, err
		}
		if err := r.processors(ctx, a); err != nil {
			return sides{}, err
		}
		limit, err := ceiling(ctx, r, names, namesTable)
		return sides{limit: limit, ours: func() (int, error) {
			id := uuid.NewString()
			if _, _, err := a.Campaigns.Do(ctx, meta(), id, generation(names)); err != nil {
				return 0, err
			}
			sequence, err := await(ctx, a, id)
			if err != nil {
				return 0, err
			}
			return names, p.Await(ctx, sequence)
		}}, err
	}
}

// processors starts a dispatcher and workers.
func (r *rig) processors(ctx context.Context, a processors.Aggregates) error {
	log := slog.New(slog.DiscardHandler)
	d, err := processors.NewDispatcher(a.Store, a.Campaigns, r.nc, 1, log)
	if err != nil {
		return err
	}
	w, err := processors.NewWorkers(a, r.nc, 1, nil, processors.NewLimits(), log)
	if err != nil {
		return err
	}
	r.background(ctx, d.Run)
	r.background(ctx, w.Run)
	return nil
}

// generation is a campaign of names around a word.
func generation(names int) campaign.Create {
	config, err := pattern.New(pattern.Params{PatternType: "prefix", VariableLength: variable(), CharacterSet: alphabet, ConstantString: "shop", TLDs: []string{"example"}})
	if err != nil {
		panic(err)
	}
	params := campaign.Params{Generation: &campaign.GenerationParams{
		PatternType: "prefix", PrefixVariableLength: *variable(), CharacterSet: alphabet, ConstantString: "shop", TLDs: config.TLDs,
		NumDomainsToGenerate: domain.BigOf(int64(names)), PatternHash: config.Hash(), SpaceSize: config.Size(),
	}}
	return campaign.Create{Name: "bench", OwnerID: uuid.Nil.String(), Params: params, Start: &campaign.Start{Range: &campaign.Range{
		To: domain.BigOf(int64(names)), PatternHash: config.Hash(), SpaceSize: config.Size(),
	}}}
}

const alphabet = "abcdefghijklmnopqrstuvwxyz"

func variable() *int { n := 5; return &n }

// await waits for the end of a campaign and returns its sequence.
func await(ctx context.Context, a processors.Aggregates, id string) (uint64, error) {
	var sequence uint64
	err := followLifecycle(ctx, a.Store, a.Campaigns.Ref(id), func(word string, at uint64) bool {
		sequence = at
		return word == campaign.Completed{}.EventType()
	})
	return sequence, err
}
