package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"domainflow/handlers/processors"
)

type workerCmd struct {
	NATSURL     string   `name:"nats-url" help:"NATS servers of the serve that gives out the work." placeholder:"URL" required:""`
	AllowTarget []string `help:"Address or range that campaigns may reach although it is private; repeatable." placeholder:"ADDRESS"`
}

// Run generates, resolves and fetches until ctx ends; then it records what is
// finished and leaves the rest to others.
func (c *workerCmd) Run(ctx context.Context, stdout, stderr io.Writer) error {
	limitMemory()
	log := processLogger(stderr)
	slog.SetDefault(log)
	allow, err := prefixes(c.AllowTarget)
	if err != nil {
		return err
	}
	from := storage{logStorage: logStorage{NATSURL: c.NATSURL}, only: theLog, patient: true}
	servers, err := from.open(ctx, log)
	if err != nil {
		return err
	}
	a, err := from.awaitLog(ctx, servers, log)
	if err != nil {
		return errors.Join(err, servers.close(log))
	}
	limits := processors.NewLimits()
	settings, err := from.openSettings(ctx, a, limits, log)
	if err != nil {
		return errors.Join(err, servers.close(log))
	}
	workers, err := processors.NewWorkers(a.Aggregates, servers.nc, servers.replicas, allow, limits, log)
	if err != nil {
		return errors.Join(err, servers.close(log))
	}
	stop := start(log, func(error) {}, task{"settings", settings.Run}, task{"workers", workers.Run})
	fmt.Fprintln(stdout, "DomainFlow works for", servers.nc.ConnectedUrlRedacted())
	<-ctx.Done()
	log.Info("stopping")
	stop()
	return servers.close(log)
}
