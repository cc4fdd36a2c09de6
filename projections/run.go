package projections

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"domainflow/domain/campaign"
)

const (
	firstRetry = 50 * time.Millisecond
	lastRetry  = 5 * time.Second
	// rebuildPoll is how often a projector that has stopped looks for new read
	// models.
	rebuildPoll = time.Second
)

// Run follows the log until ctx ends, and rebuilds on request. It outlives any
// outage of Postgres and of the log. After what does not pass, ErrAheadOfLog,
// ErrOtherLog and ErrUndecodable, it stops, with Health saying so, until a
// rebuild, wherever it runs, has put other read models in place: nothing may be
// appended then.
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
		if p.flipped(ctx) {
			continue // a rebuild has put other read models in place
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
	for !p.flipped(ctx) {
		if !sleep(ctx, rebuildPoll) {
			return ctx.Err()
		}
	}
	return nil
}

// flipped says that another schema is active than the one that was followed.
func (p *Projector) flipped(ctx context.Context) bool {
	name, _, err := activeSchema(ctx, p.config.Pool)
	return err == nil && name != p.following
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
	at, err := p.begin(ctx)
	if err != nil {
		return err
	}
	p.setHealth(Health{})
	w := &writer{pool: p.config.Pool, schema: p.following, position: at}
	return fill(ctx, p.config.Log, w, 0, p.committed)
}

// begin finds the active schema and what it reflects, and makes sure that it
// is of this log.
func (p *Projector) begin(ctx context.Context) (sequence uint64, err error) {
	name, version, err := activeSchema(ctx, p.config.Pool)
	if err != nil {
		return 0, err
	}
	p.following = name
	if version != Version {
		return 0, ErrOtherVersion
	}
	at, err := readCheckpoint(ctx, p.config.Pool, name)
	if err != nil {
		return 0, err
	}
	if err := at.verify(ctx, p.config.Log); err != nil {
		return 0, err
	}
	p.reflected.set(at.Sequence)
	return at.Sequence, nil
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
