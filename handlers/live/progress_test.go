package live

import (
	"context"
	"log/slog"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/internal/embedded/pgtest"
	"domainflow/projections"
)

// startWithProgress runs a feed with the real read models behind it.
func (r *rig) startWithProgress() (*running, *projections.Projector) {
	r.t.Helper()
	pool, err := pgxpool.New(r.t.Context(), pgtest.Database(r.t))
	require.NoError(r.t, err)
	r.t.Cleanup(pool.Close)
	var f *running
	p, err := projections.Open(r.t.Context(), projections.Config{
		Pool: pool, Log: r.store, Logger: slog.New(slog.DiscardHandler),
		OnCommit: func(sequence uint64, ids []string) { f.Changed(sequence, ids) },
	})
	require.NoError(r.t, err)
	config := r.config(0)
	config.Progress = p.Queries()
	f = r.startWith(config, defaults)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	r.t.Cleanup(func() {
		cancel()
		require.ErrorIs(r.t, <-done, context.Canceled)
	})
	return f, p
}

func startedWith(n int64) campaign.Started {
	return campaign.Started{Range: &campaign.Range{From: domain.BigOf(0), To: domain.BigOf(n), PatternHash: "h"}}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	const units = 400
	r := newRig(t, 1)
	f, p := r.startWithProgress()
	id, other := r.campaign(), r.campaign()
	r.append(campaign.Category, id, startedWith(units))
	c := connect(t, f)
	c.subscribed("s", fields{"campaignIds": []string{id}, "types": []string{"campaign.completed", progressType}})
	go func() {
		r.names(other, 50)
		r.names(id, units)
		r.append(campaign.Category, id, campaign.Completed{CompletionReason: campaign.AllDone, Units: units,
			Counts: domain.Counts{campaign.NameGenerated: units}, TotalItems: units})
	}()
	var messages, processed int64
	var sequence, completed uint64
	for {
		m := c.next()
		if m.Type == "campaign.completed" {
			completed = m.Sequence
		}
		if m.Type != progressType {
			continue
		}
		messages++
		require.Equal(t, id, m.CampaignID)
		require.GreaterOrEqual(t, m.Sequence, sequence)
		sequence = m.Sequence
		shown := decode[projections.Progress](t, m)
		require.Equal(t, shown.TotalItems, shown.Counts.Total(), "sums over statuses")
		require.Equal(t, shown.TotalItems, shown.ProcessedItems+shown.PendingItems)
		require.GreaterOrEqual(t, shown.ProcessedItems, processed)
		processed = shown.ProcessedItems
		if shown.Status == campaign.StatusCompleted {
			require.NotZero(t, completed, "progress comes after the events it reflects")
			answer, at, err := p.Queries().Campaign(t.Context(), id)
			require.NoError(t, err)
			require.Equal(t, at, m.Sequence)
			require.Equal(t, answer.Counts, shown.Counts)
			break
		}
	}
	require.EqualValues(t, units, processed)
	require.Less(t, messages, int64(units/2), "it is conflated")
}

func TestProgressIsNotReplayedButShownAsItIs(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	f, p := r.startWithProgress()
	id := r.campaign()
	early := connect(t, f)
	early.subscribed("s", fields{"campaignIds": []string{id}})
	r.append(campaign.Category, id, startedWith(10))
	require.Equal(t, campaign.StatusRunning, awaitProgress(early, campaign.StatusRunning).Status)
	early.cut()
	eventually(t, "nobody watches", func() bool { return len(f.watched([]string{id})) == 0 })
	last := r.append(campaign.Category, id, campaign.Cancelled{})
	require.NoError(t, p.Await(t.Context(), last))

	late := connect(t, f)
	late.subscribed("s", fields{"campaignIds": []string{id}, "since": 0})
	m := late.await(progressType)
	require.Equal(t, last, m.Sequence)
	require.Equal(t, campaign.StatusCancelled, decode[projections.Progress](t, m).Status, "not that of earlier moments")
}

func awaitProgress(c *client, status campaign.Status) projections.Progress {
	c.t.Helper()
	for {
		if p := decode[projections.Progress](c.t, c.await(progressType)); p.Status == status {
			return p
		}
	}
}

func TestLatestProgressReplacesOlder(t *testing.T) {
	t.Parallel()
	p := newProgress()
	for sequence := range uint64(3) {
		p.publish([]shownProgress{{campaign: "a", sequence: sequence}, {campaign: "b", sequence: sequence}})
	}
	require.Equal(t, []shownProgress{{campaign: "a", sequence: 2, version: 5}, {campaign: "b", sequence: 2, version: 6}}, p.after(0))
	require.Equal(t, []shownProgress{{campaign: "b", sequence: 2, version: 6}}, p.after(5))
	require.Empty(t, p.after(p.now()))
	var many []shownProgress
	for range maxShown {
		many = append(many, shownProgress{campaign: newID()})
	}
	p.publish(many)
	require.Len(t, p.after(0), maxShown)
	require.Len(t, p.byCampaign, maxShown)
}

// Whoever resumes from the sequence of a progress message misses nothing.
func TestProgressWaitsForTheEventsItReflects(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	id := r.campaign()
	f := r.start()
	c := connect(t, f)
	c.subscribed("s", fields{"campaignIds": []string{id}})
	c.await("caught_up")
	next := r.head() + 1
	f.progress.publish(framesOf([]projections.Campaign{{ID: id}}, next))
	c.send(fields{"type": "ping"})
	require.Equal(t, "pong", c.next().Type)
	require.Equal(t, next, r.append(campaign.Category, id, campaign.Paused{}))
	require.Equal(t, "campaign.paused", c.next().Type)
	m := c.next()
	require.Equal(t, progressType, m.Type)
	require.Equal(t, next, m.Sequence)
}
