package rest

import (
	"context"
	"time"

	"domainflow/projections"
)

// patience is how long a request waits for the read models.
const patience = 2 * time.Second

// queryLimit bounds a query on a Postgres that does not answer.
const queryLimit = 15 * time.Second

// Reading is what every query may ask. It is exported because huma passes over
// embedded types that are not.
type Reading struct {
	MinSequence uint64 `query:"minSequence" doc:"Wait until the answer reflects this sequence, 2 s at most; then 503 READ_BEHIND"`
}

func (r Reading) ready(ctx context.Context, s *server) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return s.ReadModels.Await(ctx, r.MinSequence)
}

// Listing is what every list may be asked. It is exported as Reading is.
type Listing struct {
	Reading
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
	Cursor string `query:"cursor" doc:"nextCursor of the page before, with the same query"`
}

func (l Listing) paging() projections.Paging {
	return projections.Paging{Limit: l.Limit, Cursor: l.Cursor}
}

// byID is the input of a query of one thing.
type byID struct {
	Reading
	ID string `path:"id"`
}

// answer is that of a query. EventSequence is what it reflects.
type answer[T any] struct {
	EventSequence uint64 `header:"Event-Sequence" doc:"The sequence that the answer reflects"`
	Body          T
}

// listed answers a page.
func listed[T any](page projections.Page[T], err error) (*answer[projections.Page[T]], error) {
	if err != nil {
		return nil, outage(err)
	}
	return &answer[projections.Page[T]]{EventSequence: page.Sequence, Body: page}, nil
}

// single answers one thing.
func single[T any](item T, sequence uint64, err error) (*answer[T], error) {
	if err != nil {
		return nil, outage(err)
	}
	return &answer[T]{EventSequence: sequence, Body: item}, nil
}
