package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// appends is how many events one run of append stores, one after the other.
const appends = 3000

// kilobyte is an event of about 1 KiB.
func kilobyte() campaign.NamesGenerated {
	e := campaign.NamesGenerated{}
	for i := range 40 {
		e.Names = append(e.Names, fmt.Sprintf("%s%02d.example.com", strings.Repeat("n", 8), i))
	}
	return e
}

// appendOurs stores parts of a run, each with its expectation and envelope.
func appendOurs(ctx context.Context, r *rig) (func() (int, error), error) {
	a, err := r.aggregates(ctx)
	return func() (int, error) { return appends, store(ctx, a.Store, appends) }, err
}

// store appends n events, one after the other.
func store(ctx context.Context, s *eventstore.Store, n int) error {
	ref := eventstore.Ref{Category: campaign.Category, ID: uuid.NewString()}
	event := kilobyte()
	for i := range n {
		part := eventstore.Part{Unit: strconv.Itoa(i), Last: true}
		if _, err := s.AppendPart(ctx, meta(), ref, part, event, event.Counts()); err != nil {
			return err
		}
	}
	return nil
}

// appendLimit publishes the same bodies to a plain stream, with an
// expectation and no envelope.
func appendLimit(ctx context.Context, r *rig) (func() (int, error), error) {
	js, err := rawStream(ctx, r)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(kilobyte())
	return func() (int, error) {
		for i := range appends {
			m := &nats.Msg{Subject: fmt.Sprintf("raw.%d", i), Data: body}
			if _, err := js.PublishMsg(ctx, m, jetstream.WithExpectLastSequencePerSubject(0)); err != nil {
				return 0, err
			}
		}
		return appends, nil
	}, err
}

// rawStream is a stream that compresses as EVENTS does, and nothing else.
func rawStream(ctx context.Context, r *rig) (jetstream.JetStream, error) {
	js, err := jetstream.New(r.nc)
	if err != nil {
		return nil, err
	}
	_, err = js.CreateStream(ctx, jetstream.StreamConfig{
		Name: "RAW", Subjects: []string{"raw.>"}, Compression: jetstream.S2Compression,
	})
	return js, err
}
