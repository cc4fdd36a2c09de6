package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"domainflow/projections"
)

type rebuildCmd struct{ storage }

// Run builds new read models beside the old ones and puts them in their
// place. An interrupted run leaves the old ones as they were.
func (c *rebuildCmd) Run(ctx context.Context, stdout, stderr io.Writer) (err error) {
	log := logger(stderr)
	s, err := c.reach(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close(log)) }()
	a, err := openLog(ctx, s)
	if err != nil {
		return err
	}
	if err := projections.Rebuild(ctx, projections.Config{Pool: s.pool, Log: a.Store, Logger: log}); err != nil {
		return fmt.Errorf("rebuild: %w", err)
	}
	head, _, err := a.Store.Last(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "the read models are built again, up to event %d\n", head)
	return nil
}
