package rest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"golang.org/x/sync/errgroup"

	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/handlers/audit"
	"domainflow/projections"
)

const eventsPath = base + "/events"

func (s *server) eventRoutes() {
	tags := []string{"events"}
	handle(s, access(user.EventsRead), huma.Operation{
		OperationID: "list-events", Method: http.MethodGet, Path: eventsPath, Tags: tags, Summary: "The log",
		Description: "Lifecycle events come with their data, results without, unless includeData says otherwise.\n\n" +
			"With the permission audit:read, category=access lists the access records instead: logins, failed logins, refusals and exports " +
			"of the last year, with the types access.login_succeeded, access.login_failed, access.refused and access.exported. Their " +
			"sequences count on their own. What they are about is in their data; clientIp is the network of the client (server.auditClientIp), " +
			"count how many failures of one network within a minute they stand for, lostBefore how many records are missing before them. " +
			"Pages may be short, and only type, actorId, correlationId, from, to, afterSequence, beforeSequence, order and includeData apply.",
	}, s.listEvents)
	handle(s, access(user.EventsRead), huma.Operation{
		OperationID: "get-event", Method: http.MethodGet, Path: eventsPath + "/{sequence}", Tags: tags, Summary: "One event with its data",
	}, s.getEvent)
}

type eventList struct {
	Listing
	ID             string         `query:"id" format:"uuid" doc:"Of the event, as causationId of others names it"`
	CampaignID     string         `query:"campaignId" format:"uuid"`
	PipelineID     string         `query:"pipelineId" format:"uuid" doc:"Events of the pipeline and of its campaigns"`
	Category       string         `query:"category" maxLength:"64" example:"campaign"`
	AggregateID    string         `query:"aggregateId" maxLength:"128"`
	Type           []string       `query:"type,explode" maxItems:"50" doc:"May be given several times" example:"campaign.started"`
	ActorID        string         `query:"actorId" maxLength:"128"`
	CommandID      string         `query:"commandId" format:"uuid"`
	CorrelationID  string         `query:"correlationId" maxLength:"128" doc:"X-Request-Id of the request, or the campaign that the system worked on"`
	CausationID    string         `query:"causationId" maxLength:"128" doc:"What came of the event with this id"`
	From           time.Time      `query:"from" doc:"Inclusive; by the time of storing"`
	To             time.Time      `query:"to" doc:"Exclusive"`
	AfterSequence  uint64         `query:"afterSequence" maximum:"9007199254740991"`
	BeforeSequence uint64         `query:"beforeSequence" maximum:"9007199254740991"`
	Order          string         `query:"order" default:"asc" enum:"asc,desc"`
	IncludeData    optional[bool] `query:"includeData" doc:"true: of results, too; false: of none"`
}

// recordedEvent is an event with what it says.
type recordedEvent struct {
	projections.Event
	Data json.RawMessage `json:"data,omitempty" doc:"As the log holds it"`
	// DataOmitted: the answer would have become too large; the event alone has
	// it.
	DataOmitted bool `json:"dataOmitted,omitempty" doc:"The page has no room for the data; GET /events/{sequence} has"`
}

func (s *server) listEvents(ctx context.Context, in *eventList) (*answer[projections.Page[recordedEvent]], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	if in.Category == audit.Category && caller(ctx).May(user.AuditRead) {
		return s.listAccess(ctx, in)
	}
	found, err := s.queries(ctx).Events(ctx, projections.EventFilter{
		ID: in.ID, CampaignID: in.CampaignID, PipelineID: in.PipelineID, Category: in.Category, AggregateID: in.AggregateID,
		Types: in.Type, ActorID: in.ActorID, CommandID: in.CommandID, CorrelationID: in.CorrelationID, CausationID: in.CausationID,
		From: in.From, To: in.To, After: in.AfterSequence, Before: in.BeforeSequence, Descending: in.Order == "desc", Paging: in.paging(),
	})
	if err != nil {
		return nil, outage(err)
	}
	page := projections.Page[recordedEvent]{Items: make([]recordedEvent, len(found.Items)), NextCursor: found.NextCursor, Sequence: found.Sequence}
	wanted := in.IncludeData.pointer()
	for i, e := range found.Items {
		// Until it is filled in.
		page.Items[i] = recordedEvent{Event: e, DataOmitted: or(wanted, !e.IsResult)}
	}
	if err := s.fillIn(ctx, page.Items); err != nil {
		return nil, err
	}
	return listed(page, nil)
}

const (
	// maxData is what the data of one page may have.
	maxData = 8 << 20
	// dataAtOnce is how many events are read from the log at once.
	dataAtOnce = 16
)

// fillIn reads the data of those events that are to have it, as far as there
// is room.
func (s *server) fillIn(ctx context.Context, items []recordedEvent) error {
	room := maxData
	for begin := 0; begin < len(items) && room > 0; begin += dataAtOnce {
		batch := items[begin:min(begin+dataAtOnce, len(items))]
		group, ctx := errgroup.WithContext(ctx)
		for i := range batch {
			if batch[i].DataOmitted {
				group.Go(func() error { return s.fill(ctx, &batch[i]) })
			}
		}
		if err := group.Wait(); err != nil {
			return err
		}
		for i := range batch {
			if room -= len(batch[i].Data); room < 0 && len(batch[i].Data) > 0 {
				batch[i].Data, batch[i].DataOmitted = nil, true
			}
		}
	}
	return nil
}

// fill reads the data of one event. What was purged from the log has none.
func (s *server) fill(ctx context.Context, e *recordedEvent) error {
	recorded, err := s.Store.AtSequence(ctx, e.Sequence)
	if err != nil && !errors.Is(err, eventstore.ErrNotFound) {
		return err
	}
	e.Data, e.DataOmitted = recorded.Data, false
	return nil
}

type oneEvent struct {
	Reading
	Sequence uint64 `path:"sequence" maximum:"9007199254740991"`
}

func (s *server) getEvent(ctx context.Context, in *oneEvent) (*answer[recordedEvent], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	event, sequence, err := s.queries(ctx).Event(ctx, in.Sequence)
	if err != nil {
		return nil, outage(err)
	}
	found := recordedEvent{Event: event}
	if err := s.fill(ctx, &found); err != nil {
		return nil, err
	}
	return single(found, sequence, nil)
}
