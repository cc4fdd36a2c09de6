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

// generateOurs runs a generation campaign through the whole program but its
// API: dispatcher, workers, projector, until its end is in the read models.
func generateOurs(names int) prepare {
	return func(ctx context.Context, r *rig) (func() (int, error), error) {
		a, err := r.aggregates(ctx)
		if err != nil {
			return nil, err
		}
		p, stopProjector, err := r.projector(ctx, a.Store)
		if err != nil {
			return nil, err
		}
		log := slog.New(slog.DiscardHandler)
		d, err := processors.NewDispatcher(a.Store, a.Campaigns, r.nc, 1, log)
		if err != nil {
			return nil, err
		}
		w, err := processors.NewWorkers(a, r.nc, 1, nil, log)
		if err != nil {
			return nil, err
		}
		stopDispatcher, stopWorkers := background(ctx, d.Run), background(ctx, w.Run)
		r.before = []func(){stopProjector, stopDispatcher, stopWorkers}
		return func() (int, error) {
			id := uuid.NewString()
			if _, _, err := a.Campaigns.Do(ctx, meta(), id, generation(names)); err != nil {
				return 0, err
			}
			sequence, err := await(ctx, a, id)
			if err != nil {
				return 0, err
			}
			return names, p.Await(ctx, sequence)
		}, nil
	}
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
