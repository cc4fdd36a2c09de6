package projections

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"domainflow/domain/campaign"
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
// they are of a newer one.
func Open(ctx context.Context, config Config) (*Projector, error) {
	config = config.withDefaults()
	if err := migrations.Up(ctx, config.Pool); err != nil {
		return nil, err
	}
	if err := prepare(ctx, config); err != nil {
		return nil, err
	}
	r := newRates(config.Now)
	return &Projector{
		config: config, queries: newQueries(config.Pool, r), rates: r, reflected: newReflected(), wanted: make(chan struct{}, 1),
	}, nil
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
	return withLock(ctx, config.Pool, rebuildLock, func() error {
		// Somebody else may have been faster.
		if _, version, err := activeSchema(ctx, config.Pool); err != nil || version >= Version {
			return err
		}
		return rebuild(ctx, config)
	})
}

// Check compares the read models with the log. After ErrAheadOfLog or
// ErrOtherLog nothing may be appended: the text says how to repair it.
func (p *Projector) Check(ctx context.Context) error {
	name, _, err := activeSchema(ctx, p.config.Pool)
	if err != nil {
		return err
	}
	at, err := readCheckpoint(ctx, p.config.Pool, name)
	if err != nil {
		return err
	}
	return at.verify(ctx, p.config.Log)
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

const (
	firstRetry = 50 * time.Millisecond
	lastRetry  = 5 * time.Second
	// rebuildPoll is how often a projector that has stopped looks for new read
	// models.
	rebuildPoll = time.Second
)

// Run follows the log until ctx ends, and rebuilds on request. It outlives any outage of Postgres and
// of the log. After what does not pass, ErrAheadOfLog, ErrOtherLog and
// ErrUndecodable, it stops, with Health saying so, until a rebuild, wherever it
// runs, has put other read models in place.
func (p *Projector) Run(ctx context.Context) error {
	var beside sync.WaitGroup
	beside.Go(func() { p.sweep(ctx) })
	beside.Go(func() { p.rebuildOnRequest(ctx) })
	defer beside.Wait()
	return p.keepUp(ctx)
}

// keepUp follows the log, again and again.
func (p *Projector) keepUp(ctx context.Context) error {
	pause := firstRetry
	for {
		before := p.Sequence()
		err := p.follow(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if isFinal(err) {
			p.setHealth(Health{Err: err, Stopped: true})
			p.config.Logger.Error("the read models have stopped", "error", err)
			if err := p.awaitRebuild(ctx); err != nil {
				return err
			}
			continue
		}
		if p.Sequence() != before {
			pause = firstRetry
		}
		p.setHealth(Health{Err: err})
		p.config.Logger.Warn("the read models cannot follow the log; trying again", "error", err, "in", pause)
		if !sleep(ctx, pause/2+rand.N(pause)/2) {
			return ctx.Err()
		}
		pause = min(2*pause, lastRetry)
	}
}

// awaitRebuild waits until another schema is active than the one that could
// not go on.
func (p *Projector) awaitRebuild(ctx context.Context) error {
	for {
		name, _, err := activeSchema(ctx, p.config.Pool)
		if err == nil && name != p.following {
			return nil
		}
		if !sleep(ctx, rebuildPoll) {
			return ctx.Err()
		}
	}
}

func isFinal(err error) bool {
	return errors.Is(err, ErrAheadOfLog) || errors.Is(err, ErrOtherLog) || errors.Is(err, ErrUndecodable)
}

// sleep says whether the time has passed, not the context.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (p *Projector) setHealth(h Health) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.health = h
}

// follow begins at the checkpoint and ends with the first error.
func (p *Projector) follow(ctx context.Context) error {
	name, version, err := activeSchema(ctx, p.config.Pool)
	if err != nil {
		return err
	}
	if version != Version {
		return ErrOtherVersion
	}
	p.following = name
	at, err := readCheckpoint(ctx, p.config.Pool, name)
	if err != nil {
		return err
	}
	if err := at.verify(ctx, p.config.Log); err != nil {
		return err
	}
	p.reflected.set(at.Sequence)
	p.setHealth(Health{})
	w := &writer{pool: p.config.Pool, schema: name, position: at.Sequence}
	return fill(ctx, p.config.Log, w, 0, p.committed)
}

// committed tells everybody who waits for a transaction.
func (p *Projector) committed(events []decoded, campaigns []string) {
	sequence := events[len(events)-1].Sequence
	for _, e := range events {
		p.measure(e)
	}
	p.reflected.set(sequence)
	p.config.OnCommit(sequence, campaigns)
}

// measure feeds the rates.
func (p *Projector) measure(e decoded) {
	if e.Part != nil {
		p.rates.add(e.Ref.ID, e.Counts.Total(), e.StoredAt)
	}
	switch e.Event.(type) {
	case campaign.Paused, campaign.Cancelled, campaign.Completed, campaign.Failed, campaign.Deleted:
		p.rates.stop(e.Ref.ID)
	}
}

// fill brings a schema forward, up to a sequence or, with 0, until an error.
// What was read before the log became unreadable is written first.
func fill(ctx context.Context, log Log, w *writer, upTo uint64, committed func([]decoded, []string)) error {
	reading, stop := context.WithCancel(ctx)
	r, ended := newReader(log), make(chan error, 1)
	go func() { ended <- r.run(reading, w.position, upTo) }()
	err := w.write(ctx, r, committed)
	stop()
	if readErr := <-ended; err == nil {
		err = readErr
	}
	return err
}
