package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/nats-io/nats.go"

	"domainflow/eventstore"
)

// openAccess opens the access records, which servers of somebody else's may not
// make at once.
func (s storage) openAccess(ctx context.Context, to *servers, log *slog.Logger) (l *eventstore.AccessLog, err error) {
	err = s.await(ctx, log, func(ctx context.Context) error {
		if l, err = eventstore.OpenAccess(ctx, to.nc, eventstore.Config{Replicas: to.replicas}); err != nil {
			return fmt.Errorf("access records: %w", err)
		}
		return nil
	})
	return l, err
}

// keepStreams brings the streams of an embedded server to what this version
// needs. The connection that everything else works with may not change them.
func (s *servers) keepStreams(ctx context.Context, config eventstore.Config) error {
	if s.embedded == nil {
		return nil
	}
	keeper, err := s.embedded.ConnectKeeper(nats.Name("keeper"))
	if err != nil {
		return err
	}
	defer keeper.Close()
	if _, err := eventstore.Open(ctx, keeper, config); err != nil {
		return err
	}
	_, err = eventstore.OpenAccess(ctx, keeper, config)
	return err
}
