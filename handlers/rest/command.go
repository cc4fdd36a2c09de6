package rest

import (
	"context"
	"errors"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/eventstore"
	"domainflow/projections"
)

// carried is the answer of a command: the resource after it or, when the read
// models do not show it in time, only where it stands in the log. See
// commandResponses for its headers.
type carried struct {
	Status        int
	Location      string `header:"Location" hidden:"true"`
	EventSequence uint64 `header:"Event-Sequence" hidden:"true"`
	Replayed      string `header:"Idempotency-Replayed" hidden:"true"`
	Body          any
}

// accepted is the body of a 202.
type accepted struct {
	ID       string `json:"id" format:"uuid"`
	Sequence uint64 `json:"sequence" doc:"minSequence for a query that shows the command's effect"`
}

// deleted answers 204.
type deleted struct {
	EventSequence uint64 `header:"Event-Sequence" doc:"A query with this minSequence shows the effect of the command"`
	Replayed      string `header:"Idempotency-Replayed" doc:"true: the command was carried out by an earlier request with the same key"`
}

func gone(out outcome) *deleted {
	return &deleted{EventSequence: out.Sequence, Replayed: out.header()}
}

// execute carries a command out. refused is what the body had wrong already:
// nothing is stored then, and the decision only adds its own objections.
func (s *server) execute(
	ctx context.Context, cmd command, refused error, locks []eventstore.Ref,
	decide func(context.Context) ([]eventstore.Change, error),
) (outcome, error) {
	if err := s.ReadModels.Health().Err; errors.Is(err, projections.ErrAheadOfLog) || errors.Is(err, projections.ErrOtherLog) {
		return outcome{}, errors.Join(errReadModels, err)
	}
	out, err := s.Store.Execute(ctx, cmd.meta, locks, func(ctx context.Context) ([]eventstore.Change, error) {
		changes, err := decide(ctx)
		if err := together(refused, err); err != nil {
			return nil, err
		}
		return changes, nil
	})
	return cmd.outcome(out), err
}

// show answers a command that was carried out. Whatever happens to the read
// models now, it is recorded: failing would make its sender repeat it. What an
// earlier request made may have been deleted since; then it does not exist.
func show[T any](
	ctx context.Context, s *server, out outcome, status int, path, id string,
	query func(context.Context, string) (T, uint64, error),
) (*carried, error) {
	done := &carried{Status: status, EventSequence: out.Sequence, Replayed: out.header()}
	if status == http.StatusCreated {
		done.Location = path + "/" + id
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	item, err := shown(limited, s, out.Sequence, id, query)
	if out.replayed && errors.Is(err, projections.ErrNotFound) {
		return nil, err
	}
	if err != nil {
		s.Log.Warn("command recorded, not shown", "request", requestOf(ctx).id, "sequence", out.Sequence, "error", err)
		done.Status, done.Location, done.Body = http.StatusAccepted, path+"/"+id, accepted{ID: id, Sequence: out.Sequence}
		return done, nil
	}
	done.Body = item
	return done, nil
}

func shown[T any](
	ctx context.Context, s *server, sequence uint64, id string, query func(context.Context, string) (T, uint64, error),
) (item T, err error) {
	if err = s.ReadModels.Await(ctx, sequence); err == nil {
		item, _, err = query(ctx, id)
	}
	return item, err
}

// commandResponses describes carried for a resource of type T.
func commandResponses[T any](s *server, status int) map[string]*huma.Response {
	sequence := &huma.Header{
		Description: "A query with this minSequence shows the effect of the command",
		Schema:      &huma.Schema{Type: huma.TypeInteger, Format: "int64"},
	}
	location := &huma.Header{Description: "Path of the resource", Schema: &huma.Schema{Type: huma.TypeString}}
	replayed := &huma.Header{
		Description: "true: the command was carried out by an earlier request with the same key",
		Schema:      &huma.Schema{Type: huma.TypeString},
	}
	headers := map[string]*huma.Header{"Event-Sequence": sequence, "Idempotency-Replayed": replayed}
	if status == http.StatusCreated {
		headers["Location"] = location
	}
	return map[string]*huma.Response{
		statusText(status): {
			Description: "The resource after the command", Headers: headers, Content: s.content(reflect.TypeFor[T]()),
		},
		statusText(http.StatusAccepted): {
			Description: "The command is recorded and has its effect, but the read models do not show it yet",
			Headers:     map[string]*huma.Header{"Event-Sequence": sequence, "Idempotency-Replayed": replayed, "Location": location},
			Content:     s.content(reflect.TypeFor[accepted]()),
		},
	}
}
