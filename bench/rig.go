package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"

	"domainflow/domain/campaign"
	"domainflow/domain/catalog"
	"domainflow/domain/keywordset"
	"domainflow/domain/persona"
	"domainflow/eventstore"
	"domainflow/handlers/processors"
	"domainflow/internal/embedded"
	"domainflow/projections"
)

// rig is a fresh event store with SyncAlways and a fresh Postgres.
type rig struct {
	dir      string
	log      *slog.Logger
	nats     *embedded.NATS
	nc       *nats.Conn
	postgres *embedded.Postgres
	pool     *pgxpool.Pool
	// before is stopped before the servers are.
	before []func()
}

func newRig(ctx context.Context, log *slog.Logger) (*rig, error) {
	dir, err := os.MkdirTemp("", "domainflow-bench-")
	if err != nil {
		return nil, err
	}
	r := &rig{dir: dir, log: log}
	if err := errors.Join(os.Chmod(dir, 0o711), r.open(ctx)); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *rig) open(ctx context.Context) (err error) {
	if r.nats, err = embedded.StartNATS(embedded.NATSConfig{Dir: filepath.Join(r.dir, "nats"), Logger: r.log}); err != nil {
		return err
	}
	if r.nc, err = r.nats.Connect(); err != nil {
		return err
	}
	if r.postgres, err = embedded.StartPostgres(ctx, embedded.PostgresConfig{Dir: filepath.Join(r.dir, "postgres"), Logger: r.log}); err != nil {
		return err
	}
	r.pool, err = pgxpool.New(ctx, r.postgres.DSN())
	return err
}

func (r *rig) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, stop := range r.before {
		stop()
	}
	if r.pool != nil {
		r.pool.Close()
	}
	if r.postgres != nil {
		_ = r.postgres.Stop(ctx)
	}
	if r.nc != nil {
		r.nc.Close()
	}
	if r.nats != nil {
		_ = r.nats.Shutdown(ctx)
	}
	_ = os.RemoveAll(r.dir)
}

// aggregates is DomainFlow's store and what processors load from it.
func (r *rig) aggregates(ctx context.Context) (processors.Aggregates, error) {
	registry, err := eventstore.NewRegistry(catalog.Events)
	if err != nil {
		return processors.Aggregates{}, err
	}
	store, err := eventstore.Open(ctx, r.nc, eventstore.Config{Registry: registry, Replicas: 1})
	return processors.Aggregates{
		Store:       store,
		Campaigns:   eventstore.NewAggregate(store, campaign.Category, campaign.Decider),
		Personas:    eventstore.NewAggregate(store, persona.Category, persona.Decider),
		KeywordSets: eventstore.NewAggregate(store, keywordset.Category, keywordset.Decider),
	}, err
}

func (r *rig) projector(ctx context.Context, store *eventstore.Store) (*projections.Projector, error) {
	p, err := projections.Open(ctx, projections.Config{Pool: r.pool, Log: store, Logger: r.log})
	if err == nil {
		r.background(ctx, p.Run)
	}
	return p, err
}

// background runs something until the rig is closed.
func (r *rig) background(ctx context.Context, run func(context.Context) error) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = run(ctx)
	}()
	r.before = append(r.before, func() { cancel(); <-done })
}

func meta() eventstore.Meta {
	return eventstore.Meta{CommandID: uuid.New(), Actor: eventstore.Actor{ID: "bench", Kind: "system"}, Time: time.Now().UTC()}
}
