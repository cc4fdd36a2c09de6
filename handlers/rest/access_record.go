package rest

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain"
	"domainflow/eventstore"
	"domainflow/handlers/audit"
	"domainflow/handlers/people"
	"domainflow/projections"
)

// origin is where an access record about a request stems from.
func (s *server) origin(ctx context.Context) audit.Request {
	about := requestOf(ctx)
	from := audit.Request{ID: about.id}
	// One that cannot be read is none.
	from.Address, _ = netip.ParseAddr(about.client)
	if c, ok := people.CallerOf(ctx); ok {
		from.Actor = c.Actor()
	}
	return from
}

// recordRefusal keeps that somebody was turned away. needs is what they lack,
// "" where an operation found out by itself. Logins have records of their own.
func (s *server) recordRefusal(ctx context.Context, op *huma.Operation, p *problem, needs access) {
	if p.Code == codeCredentials {
		return
	}
	if p.Status == http.StatusUnauthorized || p.Status == http.StatusForbidden {
		s.Access.Refused(s.origin(ctx), op.Method+" "+op.Path, p.Status, string(needs))
	}
}

// accessFilter is what of an eventList selects access records.
type accessFilter struct {
	Types                  []string
	ActorID, CorrelationID string
	From, To               time.Time
	After, Before          uint64
	Descending             bool
}

// listAccess gives the access records as if they were events.
func (s *server) listAccess(ctx context.Context, in *eventList) (*answer[projections.Page[recordedEvent]], error) {
	if err := in.onlyOfEvents(); err != nil {
		return nil, err
	}
	filter := accessFilter{in.Type, in.ActorID, in.CorrelationID, in.From, in.To, in.AfterSequence, in.BeforeSequence, in.Order == "desc"}
	query, err := filter.query(in.Cursor)
	if err != nil {
		return nil, err
	}
	query.Limit = in.Limit
	found, err := s.AccessLog.Read(ctx, query)
	if err != nil {
		return nil, err
	}
	page := projections.Page[recordedEvent]{Items: make([]recordedEvent, len(found.Records)), Sequence: found.Sequence}
	for i, a := range found.Records {
		if page.Items[i] = eventOf(a); !or(in.IncludeData.pointer(), true) {
			page.Items[i].Data = nil
		}
	}
	if found.Next != 0 {
		page.NextCursor, err = projections.NumberCursor(audit.Category, filter, found.Next)
	}
	return listed(page, err)
}

// onlyOfEvents refuses parameters that say nothing about access records.
func (in *eventList) onlyOfEvents() error {
	var checks domain.Checks
	for _, p := range []struct{ name, value string }{
		{"id", in.ID}, {"campaignId", in.CampaignID}, {"pipelineId", in.PipelineID}, {"aggregateId", in.AggregateID},
		{"commandId", in.CommandID}, {"causationId", in.CausationID},
	} {
		checks.Require(p.value == "", p.name, domain.FieldInvalid, "does not apply to access records")
	}
	return checks.Err()
}

// query is the filter from a cursor on.
func (f accessFilter) query(cursor string) (eventstore.AccessQuery, error) {
	q := eventstore.AccessQuery{
		ActorID: f.ActorID, CorrelationID: f.CorrelationID, From: f.From, To: f.To, After: f.After, Before: f.Before, Descending: f.Descending,
	}
	for _, name := range f.Types {
		// Other types have no records.
		kind, _ := strings.CutPrefix(name, audit.Category+".")
		if !slices.Contains(audit.Types, name) {
			kind = ""
		}
		q.Types = append(q.Types, kind)
	}
	at, err := projections.CursorNumber(cursor, audit.Category, f)
	switch {
	case at == 0:
	case f.Descending:
		q.Before = at
	default:
		q.After = at
	}
	return q, err
}

func eventOf(a eventstore.Access) recordedEvent {
	return recordedEvent{Event: projections.Event{
		Sequence: a.Sequence, ID: a.ID, Type: a.Name(), Category: audit.Category, Time: projections.TimeOf(a.StoredAt),
		Actor: projections.Actor{ID: a.Actor.ID, Kind: a.Actor.Kind}, CorrelationID: a.CorrelationID,
	}, Data: a.Data}
}
