package eventstore

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// What is known of ACCESS. Its subjects are moved as those of EVENTS are, and never republished: no subscriber hears of a record.
const (
	accessStream   = "ACCESS"
	accessCategory = "access"
	accessPrefix   = root + "." + accessCategory + "."
	accessAge      = 365 * 24 * time.Hour
	accessBytes    = 1 << 30
	maxAccess      = 16 << 10
)

// Access is a record of somebody coming in, being turned away, or taking data out. It is no event: nothing is decided by it, and it is
// gone after a year, or once there is 1 GiB of newer ones.
type Access struct {
	// Sequence counts in ACCESS. It and StoredAt are the log's.
	Sequence uint64    `json:"-"`
	StoredAt time.Time `json:"-"`
	// Type is the word behind access: login_failed.
	Type string `json:"-"`
	// ID is a UUID. A record that is appended again under its id within two minutes is stored once.
	ID string `json:"id"`
	// Actor is zero for somebody unknown.
	Actor Actor     `json:"actor,omitzero"`
	Time  time.Time `json:"time"`
	// CorrelationID is the id of the request.
	CorrelationID string `json:"correlationId,omitempty"`
	// Data is a JSON object.
	Data json.RawMessage `json:"data"`
}

// AccessLog is the stream ACCESS. It is safe for concurrent use and does not own the connection.
type AccessLog struct {
	js     jetstream.JetStream
	stream jetstream.Stream
	config Config
}

// OpenAccess creates the stream or adopts the one that is there, as [Open] does. Registry and Patience of config are not used.
func OpenAccess(ctx context.Context, nc *nats.Conn, config Config) (*AccessLog, error) {
	if config.RequestTimeout == 0 {
		config.RequestTimeout = defaultRequestTimeout
	}
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, unavailable(err)
	}
	stream, _, err := openStream(ctx, js, config, configureAccess)
	if err != nil {
		return nil, err
	}
	return &AccessLog{js, stream, config}, nil
}

func configureAccess(c jetstream.StreamConfig, replicas int) jetstream.StreamConfig {
	c.Name = accessStream
	c.Subjects = []string{appendPrefix + accessCategory + ".>"}
	c.SubjectTransform = &jetstream.SubjectTransformConfig{Source: appendPrefix + accessCategory + ".>", Destination: accessPrefix + ">"}
	c.RePublish = nil
	c.Storage = jetstream.FileStorage
	c.Retention = jetstream.LimitsPolicy
	c.MaxAge, c.MaxBytes = accessAge, accessBytes
	c.Discard = jetstream.DiscardOld
	c.DenyDelete, c.DenyPurge = true, true
	c.AllowDirect = true
	c.Compression = jetstream.S2Compression
	c.Duplicates = 2 * time.Minute
	c.MaxMsgSize = maxAccess
	c.MaxConsumers = maxConsumers
	c.Replicas = replicas
	return c
}

// Append makes one attempt to store a record. With [ErrUnavailable] it may be stored nevertheless; [ErrMalformed] is a defect of the
// caller.
func (l *AccessLog) Append(ctx context.Context, a Access) error {
	if !isToken(a.Type) {
		return fmt.Errorf("%w: %q cannot be part of a subject", ErrMalformed, a.Type)
	}
	body, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	ctx, cancel := context.WithTimeout(ctx, l.config.RequestTimeout)
	defer cancel()
	_, err = l.js.Publish(ctx, join(appendPrefix+accessCategory, a.Type), body, jetstream.WithMsgID(a.ID), jetstream.WithRetryAttempts(0))
	if v := judge(err); v != stored {
		return failure(v, err)
	}
	return nil
}

// accessOf understands a stored message, or says why it is no record ([*EnvelopeError]).
func accessOf(m *jetstream.RawStreamMsg) (Access, error) {
	kind, ok := strings.CutPrefix(m.Subject, accessPrefix)
	if !ok || !isToken(kind) {
		return Access{}, &EnvelopeError{m.Sequence, fmt.Errorf("%w: %q", errSubject, m.Subject)}
	}
	a := Access{Sequence: m.Sequence, StoredAt: m.Time.UTC(), Type: kind}
	if err := json.Unmarshal(m.Data, &a); err != nil {
		return Access{}, &EnvelopeError{m.Sequence, err}
	}
	return a, nil
}

// Name is its type as people see it: access.login_failed.
func (a Access) Name() string { return join(accessCategory, a.Type) }
