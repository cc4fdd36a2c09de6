package main

import (
	"context"
	"fmt"
	"log/slog"

	"domainflow/domain/campaign"
	"domainflow/domain/catalog"
	"domainflow/domain/claim"
	"domainflow/domain/keywordset"
	"domainflow/domain/natsuser"
	"domainflow/domain/pattern"
	"domainflow/domain/persona"
	"domainflow/domain/pipeline"
	"domainflow/domain/setting"
	"domainflow/eventstore"
	"domainflow/handlers/processors"
)

// aggregates are the deciders joined with the log.
type aggregates struct {
	processors.Aggregates
	patterns  *eventstore.Aggregate[pattern.State, pattern.Command, pattern.Event]
	claims    *eventstore.Aggregate[claim.State, claim.Command, claim.Event]
	pipelines *eventstore.Aggregate[pipeline.State, pipeline.Command, pipeline.Event]
	natsUsers *eventstore.Aggregate[natsuser.State, natsuser.Command, natsuser.Event]
	settings  *eventstore.Aggregate[setting.State, setting.Command, setting.Event]
}

// awaitLog is openLog for who may come before the servers of a cluster have
// found each other.
func (s storage) awaitLog(ctx context.Context, to *servers, log *slog.Logger) (a aggregates, err error) {
	err = s.await(ctx, log, func(ctx context.Context) (err error) {
		a, err = openLog(ctx, to)
		return err
	})
	return a, err
}

func openLog(ctx context.Context, s *servers) (aggregates, error) {
	registry, err := eventstore.NewRegistry(catalog.Events)
	if err != nil {
		return aggregates{}, err
	}
	config := eventstore.Config{Registry: registry, Replicas: s.replicas}
	if err := s.keepStreams(ctx, config); err != nil {
		return aggregates{}, fmt.Errorf("event store: %w", err)
	}
	store, err := eventstore.Open(ctx, s.nc, config)
	if err != nil {
		return aggregates{}, fmt.Errorf("event store: %w", err)
	}
	return aggregates{
		Aggregates: processors.Aggregates{
			Store:       store,
			Campaigns:   eventstore.NewAggregate(store, campaign.Category, campaign.Decider),
			Personas:    eventstore.NewAggregate(store, persona.Category, persona.Decider),
			KeywordSets: eventstore.NewAggregate(store, keywordset.Category, keywordset.Decider),
		},
		patterns:  eventstore.NewAggregate(store, pattern.Category, pattern.Decider),
		claims:    eventstore.NewAggregate(store, claim.Category, claim.Decider),
		pipelines: eventstore.NewAggregate(store, pipeline.Category, pipeline.Decider),
		natsUsers: eventstore.NewAggregate(store, natsuser.Category, natsuser.Decider),
		settings:  eventstore.NewAggregate(store, setting.Category, setting.Decider),
	}, nil
}

// task is a part of the program that runs until its context ends.
type task struct {
	name string
	run  func(context.Context) error
}

// start runs tasks; the returned function ends them and waits. A task that
// ends by itself with an error is reported to failed.
func start(log *slog.Logger, failed func(error), tasks ...task) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{}, len(tasks))
	for _, t := range tasks {
		go func() {
			defer func() { done <- struct{}{} }()
			if err := t.run(ctx); err != nil && ctx.Err() == nil {
				log.Error(t.name+" stopped", "error", err)
				failed(fmt.Errorf("%s: %w", t.name, err))
			}
		}()
	}
	return func() {
		cancel()
		for range tasks {
			<-done
		}
	}
}
