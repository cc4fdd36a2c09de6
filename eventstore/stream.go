package eventstore

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	streamName   = "EVENTS"
	appendPrefix = "append."
	// identityKey holds a random UUID in the stream's metadata, so that a reader can tell a new log from the one it knows.
	identityKey = "domainflow.identity"
	// maxMessage is the largest event with its headers, in bytes.
	maxMessage = 1 << 20
	// maxConsumers must be positive: without it the server's own default refuses the 1,001st consumer (10026), and every follower is one.
	maxConsumers = 100_000
)

// StreamConfigError: a stream of ours exists, is not as this package needs it, and cannot be made so.
type StreamConfigError struct {
	Stream     string
	Setting    string
	Want, Have any
	Err        error // why the server refused the change; may be nil
}

func (e *StreamConfigError) Error() string {
	return fmt.Sprintf("eventstore: stream %s has %s %v, needed is %v", e.Stream, e.Setting, e.Have, e.Want)
}

func (e *StreamConfigError) Unwrap() error { return e.Err }

// configure sets what this package relies on and leaves the rest (placement, size limits) to who runs the cluster.
func configure(c jetstream.StreamConfig, replicas int) jetstream.StreamConfig {
	c.Name = streamName
	c.Subjects = []string{appendPrefix + root + ".>"}
	c.SubjectTransform = &jetstream.SubjectTransformConfig{Source: appendPrefix + root + ".>", Destination: root + ".>"}
	c.RePublish = &jetstream.RePublish{Source: root + ".>", Destination: root + ".>"}
	c.Storage = jetstream.FileStorage
	c.Retention = jetstream.LimitsPolicy
	c.MaxAge = 0
	c.Discard = jetstream.DiscardNew
	c.DenyDelete = true
	c.AllowAtomicPublish = true
	c.AllowDirect = true
	c.Compression = jetstream.S2Compression
	c.Duplicates = 2 * time.Minute
	c.MaxMsgSize = maxMessage
	c.MaxConsumers = maxConsumers
	c.Replicas = replicas
	return c
}

// openStream creates a stream, or takes the one that is there after making it ours, and gives its identity.
func openStream(
	ctx context.Context, js jetstream.JetStream, config Config, configure func(jetstream.StreamConfig, int) jetstream.StreamConfig,
) (jetstream.Stream, string, error) {
	ctx, cancel := context.WithTimeout(ctx, config.RequestTimeout)
	defer cancel()
	replicas := config.Replicas
	fresh := configure(jetstream.StreamConfig{}, max(replicas, 1))
	stream, err := js.Stream(ctx, fresh.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		stream, err = createStream(ctx, js, fresh)
	}
	if err != nil {
		return nil, "", unavailable(err)
	}
	have := stream.CachedInfo().Config
	identity := have.Metadata[identityKey]
	if identity == "" {
		return nil, "", &StreamConfigError{Stream: fresh.Name, Setting: identityKey, Want: "set when it was created", Have: "missing"}
	}
	if replicas == 0 {
		replicas = have.Replicas
	}
	want := configure(have, replicas)
	if difference(want, have) == nil {
		return stream, identity, nil
	}
	stream, err = adjustStream(ctx, js, want, have)
	return stream, identity, err
}

// createStream gives way to another process that creates it at the same moment.
func createStream(ctx context.Context, js jetstream.JetStream, config jetstream.StreamConfig) (jetstream.Stream, error) {
	config.Metadata = map[string]string{identityKey: uuid.NewString()}
	stream, err := js.CreateStream(ctx, config)
	if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
		return js.Stream(ctx, config.Name)
	}
	return stream, err
}

func adjustStream(ctx context.Context, js jetstream.JetStream, want, have jetstream.StreamConfig) (jetstream.Stream, error) {
	stream, err := js.UpdateStream(ctx, want)
	var api *jetstream.APIError
	if err != nil && (!errors.As(err, &api) || api.Code == 503) {
		return nil, unavailable(err)
	}
	if err != nil {
		mismatch := difference(want, have)
		mismatch.Err = err
		return nil, mismatch
	}
	if mismatch := difference(want, stream.CachedInfo().Config); mismatch != nil {
		return nil, mismatch
	}
	return stream, nil
}

// difference names the first setting that matters and is not as wanted, or is nil.
func difference(want, have jetstream.StreamConfig) *StreamConfigError {
	for _, s := range []StreamConfigError{
		{Setting: "subjects", Want: want.Subjects, Have: have.Subjects},
		{Setting: "subject transform", Want: *want.SubjectTransform, Have: deref(have.SubjectTransform)},
		{Setting: "republish", Want: deref(want.RePublish), Have: deref(have.RePublish)},
		{Setting: "storage", Want: want.Storage, Have: have.Storage},
		{Setting: "retention", Want: want.Retention, Have: have.Retention},
		{Setting: "maximum age", Want: want.MaxAge, Have: have.MaxAge},
		{Setting: "maximum size", Want: want.MaxBytes, Have: have.MaxBytes},
		{Setting: "discard policy", Want: want.Discard, Have: have.Discard},
		{Setting: "deny delete", Want: want.DenyDelete, Have: have.DenyDelete},
		{Setting: "deny purge", Want: want.DenyPurge, Have: have.DenyPurge},
		{Setting: "allow atomic publish", Want: want.AllowAtomicPublish, Have: have.AllowAtomicPublish},
		{Setting: "allow direct", Want: want.AllowDirect, Have: have.AllowDirect},
		{Setting: "compression", Want: want.Compression, Have: have.Compression},
		{Setting: "duplicate window", Want: want.Duplicates, Have: have.Duplicates},
		{Setting: "maximum message size", Want: want.MaxMsgSize, Have: have.MaxMsgSize},
		{Setting: "maximum consumers", Want: want.MaxConsumers, Have: have.MaxConsumers},
		{Setting: "replicas", Want: want.Replicas, Have: have.Replicas},
	} {
		if !reflect.DeepEqual(s.Want, s.Have) {
			s.Stream = want.Name
			return &s
		}
	}
	return nil
}

func deref[T any](p *T) T {
	if p == nil {
		var none T
		return none
	}
	return *p
}

// Extent is how much the log holds.
type Extent struct {
	Last, Events, Bytes uint64
	// Consumers are all who read it just now, and the durable ones of outside users.
	Consumers int
}

// Extent asks the leader.
func (s *Store) Extent(ctx context.Context) (Extent, error) {
	info, err := s.stream.Info(ctx)
	if err != nil {
		return Extent{}, unavailable(err)
	}
	return Extent{Last: info.State.LastSeq, Events: info.State.Msgs, Bytes: info.State.Bytes, Consumers: info.State.Consumers}, nil
}
