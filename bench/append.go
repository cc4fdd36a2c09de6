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

// kilobyte is an event of about 1 KiB.
func kilobyte() campaign.NamesGenerated {
	e := campaign.NamesGenerated{}
	for i := range 40 {
		e.Names = append(e.Names, fmt.Sprintf("%s%02d.example.com", strings.Repeat("n", 8), i))
	}
	return e
}

// thousand is an event of 1,000 names, about 24 KiB.
func thousand() campaign.NamesGenerated {
	event, _ := names1000(0)
	return event.(campaign.NamesGenerated)
}

// appending stores n events one after the other: ours as parts of a run, with
// envelope and message id; the limit the same bodies on a plain stream. Both
// expect that nothing is on the subject yet.
func appending(event campaign.NamesGenerated, n int) func(context.Context, *rig) (sides, error) {
	return func(ctx context.Context, r *rig) (sides, error) {
		a, err := r.aggregates(ctx)
		if err != nil {
			return sides{}, err
		}
		js, err := rawStream(ctx, r)
		if err != nil {
			return sides{}, err
		}
		body, err := json.Marshal(event)
		return sides{
			ours:  func() (int, error) { return n, store(ctx, a.Store, event, n) },
			limit: func() (int, error) { return n, storeRaw(ctx, js, body, n) },
		}, err
	}
}

// store appends n parts of a new run, one after the other.
func store(ctx context.Context, s *eventstore.Store, event campaign.NamesGenerated, n int) error {
	ref := eventstore.Ref{Category: campaign.Category, ID: uuid.NewString()}
	for i := range n {
		part := eventstore.Part{Unit: strconv.Itoa(i), Last: true}
		if _, err := s.AppendPart(ctx, meta(), ref, part, event, event.Counts()); err != nil {
			return err
		}
	}
	return nil
}

func storeRaw(ctx context.Context, js jetstream.JetStream, body []byte, n int) error {
	run := uuid.NewString()
	for i := range n {
		if err := publishRaw(ctx, js, fmt.Sprintf("raw.%s.%d", run, i), body); err != nil {
			return err
		}
	}
	return nil
}

func publishRaw(ctx context.Context, js jetstream.JetStream, subject string, body []byte) error {
	_, err := js.PublishMsg(ctx, &nats.Msg{Subject: subject, Data: body}, jetstream.WithExpectLastSequencePerSubject(0))
	return err
}

// rawStream is a stream that compresses as EVENTS does, on the same server
// with its SyncAlways, and has nothing else: no transform, no republishing.
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
