package projections

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"domainflow/eventstore"
	"domainflow/migrations"
)

// Log is what a projector needs of the event store.
type Log interface {
	Identity() string
	Last(ctx context.Context) (sequence uint64, eventID string, err error)
	AtSequence(ctx context.Context, sequence uint64) (eventstore.Recorded, error)
	Follow(ctx context.Context, after uint64, f eventstore.Filter, handle func(eventstore.Recorded) error) error
}

// Config is what a projector works with. Pool and Log are required.
type Config struct {
	Pool *pgxpool.Pool
	Log  Log
	// Logger hears of outages. Default: slog.Default().
	Logger *slog.Logger
	// Now is the clock of rates and estimates. Default: time.Now.
	Now func() time.Time
	// OnCommit is called after every transaction, by the goroutine that runs
	// the projector, in order: the read models now reflect sequence, and
	// these campaigns have another status or other counters than before. It
	// must not block.
	OnCommit func(sequence uint64, campaigns []string)
}

func (c Config) withDefaults() Config {
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.OnCommit == nil {
		c.OnCommit = func(uint64, []string) {}
	}
	return c
}

// Projector brings the read models forward. Any number of them may run on one
// database, here or in other processes: one does the work, the others see
// that it is done.
type Projector struct {
	config    Config
	queries   *Queries
	rates     *rates
	reflected *reflected
	// following is the read schema that Run brings forward.
	following string

	// wanted has room for one request of a rebuild.
	wanted chan struct{}

	mu      sync.Mutex
	health  Health
	rebuilt RebuildState
}

// Health says whether the read models follow the log.
type Health struct {
	// Sequence is what they reflect.
	Sequence uint64
	// Err is why they do not follow just now, nil while they do.
	Err error
	// Stopped says that the projector will not go on by itself.
	Stopped bool
}

// Open prepares the database: permanent schema, read models, and a rebuild
// where those are of an older version (which reads the whole log). ErrNewer:
// they are of a newer one. Read models that are not of this log are opened, and
// Health says so from the beginning.
func Open(ctx context.Context, config Config) (*Projector, error) {
	config = config.withDefaults()
	if err := migrations.Up(ctx, config.Pool); err != nil {
		return nil, err
	}
	if err := prepare(ctx, config); err != nil {
		return nil, err
	}
	r := newRates(config.Now)
	p := &Projector{
		config: config, queries: newQueries(config.Pool, r), rates: r, reflected: newReflected(), wanted: make(chan struct{}, 1),
	}
	_, err := p.begin(ctx)
	if isFinal(err) {
		p.setHealth(Health{Err: err, Stopped: true})
		err = nil
	}
	return p, err
}

// prepare makes read models of this version, unless there are some.
func prepare(ctx context.Context, config Config) error {
	name, version, err := activeSchema(ctx, config.Pool)
	switch {
	case err != nil:
		return err
	case name == "":
		return begin(ctx, config)
	case version == Version:
		return nil
	case version > Version:
		return ErrNewer
	}
	return withLock(ctx, config.Pool, rebuildLock, 0, func() error {
		// Somebody else may have been faster.
		if _, version, err := activeSchema(ctx, config.Pool); err != nil || version >= Version {
			return err
		}
		return rebuild(ctx, config)
	})
}

// Queries answers from the read models.
func (p *Projector) Queries() *Queries { return p.queries }

// Sequence is what the read models reflect, as far as this process knows.
func (p *Projector) Sequence() uint64 {
	sequence, _ := p.reflected.get()
	return sequence
}

// Await returns when the read models reflect the sequence, with ErrBehind when
// the deadline of ctx passes first.
func (p *Projector) Await(ctx context.Context, sequence uint64) error {
	return p.reflected.await(ctx, sequence)
}

// Health is safe to ask at any time.
func (p *Projector) Health() Health {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.health
	h.Sequence, _ = p.reflected.get()
	return h
}
