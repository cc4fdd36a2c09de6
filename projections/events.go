package projections

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"domainflow/eventstore"
)

// Event is one event of the log without what it says.
type Event struct {
	Sequence uint64 `json:"sequence"`
	ID       string `json:"id"`
	// Type is category and event type: campaign.started.
	Type        string `json:"type"`
	Category    string `json:"category"`
	AggregateID string `json:"aggregateId"`
	// Time is when the log took it in.
	Time          Time   `json:"time"`
	Actor         Actor  `json:"actor"`
	CommandID     string `json:"commandId"`
	CorrelationID string `json:"correlationId,omitempty"`
	// CausationID is the id of the event it is a consequence of, if it is one.
	CausationID string `json:"causationId,omitempty"`
	// IsResult: it holds results of a campaign, up to 1 MiB of them.
	IsResult bool `json:"-"`
}

// Actor is who asked.
type Actor struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
}

// EventFilter selects events. Zero values do not filter.
type EventFilter struct {
	ID         string
	CampaignID string
	// PipelineID selects the events of a pipeline and of its campaigns.
	PipelineID    string
	Category      string
	AggregateID   string
	Types         []string
	ActorID       string
	CommandID     string
	CorrelationID string
	CausationID   string
	// From is inclusive, To exclusive.
	From, To time.Time
	// After and Before are exclusive.
	After, Before uint64
	// Descending: the newest first.
	Descending bool
	Paging     `json:"-"`
}

var eventKeys = map[string]sortKey{"sequence": {"sequence", "bigint"}}

const eventFields = `sequence, id::text, category, aggregate_id, event_type, stored_at, actor_id, actor_kind, command_id::text,
	correlation_id, causation_id, is_result`

// Events answers one page of the log.
func (q *Queries) Events(ctx context.Context, f EventFilter) (Page[Event], error) {
	l := sortedList{
		name: "events", columns: eventFields, tables: "read.events", keys: eventKeys, number: "sequence",
		filter: f, sort: "sequence", paging: f.Paging,
	}
	if f.Descending {
		l.sort = "-sequence"
	}
	f.narrow(&l.where)
	q.scope.seenEvents(&l.where)
	return readSorted(ctx, q, l, func(rows pgx.Rows, key ...any) (Event, error) { return scanEvent(rows, key...) })
}

func (f EventFilter) narrow(w *where) {
	andIf(w, "id = %s::text::uuid", f.ID)
	andIf(w, "category = 'campaign' AND aggregate_id = %s", f.CampaignID)
	if f.PipelineID != "" {
		w.and(`(category = 'pipeline' AND aggregate_id = %s OR category = 'campaign' AND aggregate_id IN
			(SELECT unnest(steps) FROM read.pipelines WHERE id = %s))`, f.PipelineID, f.PipelineID)
	}
	andIf(w, "category = %s", f.Category)
	andIf(w, "aggregate_id = %s", f.AggregateID)
	if len(f.Types) > 0 {
		categories, types := make([]string, len(f.Types)), make([]string, len(f.Types))
		for i, t := range f.Types {
			categories[i], types[i], _ = strings.Cut(t, ".")
		}
		w.and("(category, event_type) IN (SELECT * FROM unnest(%s::text[], %s::text[]))", categories, types)
	}
	andIf(w, "actor_id = %s", f.ActorID)
	andIf(w, "command_id = %s::text::uuid", f.CommandID)
	andIf(w, "correlation_id = %s", f.CorrelationID)
	andIf(w, "causation_id = %s", f.CausationID)
	andIf(w, "stored_at >= %s", f.From)
	andIf(w, "stored_at < %s", f.To)
	andIf(w, "sequence > %s", f.After)
	andIf(w, "sequence < %s", f.Before)
}

// Event answers one event, or ErrNotFound.
func (q *Queries) Event(ctx context.Context, sequence uint64) (Event, uint64, error) {
	var e Event
	reflects, err := q.snapshot(ctx, func(b *questions) {
		var w where
		w.and("sequence = %s", sequence)
		q.scope.seenEvents(&w)
		b.row("SELECT "+eventFields+" FROM read.events WHERE "+w.String(), w.args, func(row pgx.Row) error {
			var err error
			e, err = scanEvent(row)
			return err
		})
	})
	return e, reflects, err
}

// scanEvent reads eventFields and then the columns of key.
func scanEvent(row pgx.Row, key ...any) (Event, error) {
	var e Event
	var word string
	var at time.Time
	err := row.Scan(append([]any{
		&e.Sequence, &e.ID, &e.Category, &e.AggregateID, &word, &at, &e.Actor.ID, &e.Actor.Kind, &e.CommandID,
		&e.CorrelationID, &e.CausationID, &e.IsResult,
	}, key...)...)
	e.Type, e.Time = e.Category+"."+word, TimeOf(at)
	return e, err
}

// EventOf is a recorded event as its row will show it.
func EventOf(r eventstore.Recorded) Event {
	return Event{
		Sequence: r.Sequence, ID: r.ID, Type: r.Name(), Category: r.Ref.Category, AggregateID: r.Ref.ID, Time: TimeOf(r.StoredAt),
		Actor: Actor{ID: r.Actor.ID, Kind: r.Actor.Kind}, CommandID: r.CommandID.String(), CorrelationID: r.CorrelationID,
		CausationID: r.CausationID, IsResult: r.Part != nil,
	}
}
