package embedded

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	canaryStream  = "CANARY"
	canarySubject = "canary"
	healthLimit   = 2 * time.Second
)

// canary stores one small message on disk again and again: the stream keeps only the last.
type canary struct {
	nc *nats.Conn
	js jetstream.JetStream
}

// newCanary owns nc from here on.
func newCanary(nc *nats.Conn) (*canary, error) {
	js, err := jetstream.New(nc)
	if err != nil {
		nc.Close()
		return nil, err
	}
	return &canary{nc: nc, js: js}, nil
}

// prove makes the stream where it is missing, and publishes, each within limit.
func (c *canary) prove(ctx context.Context, limit time.Duration) error {
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	_, err := c.js.CreateOrUpdateStream(within, jetstream.StreamConfig{
		Name: canaryStream, Subjects: []string{canarySubject}, Storage: jetstream.FileStorage, MaxMsgsPerSubject: 1,
	})
	if err != nil {
		return fmt.Errorf("canary stream: %w", err)
	}
	return c.publish(ctx, limit)
}

// publish fails when nothing was acknowledged within limit.
func (c *canary) publish(ctx context.Context, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if _, err := c.js.Publish(ctx, canarySubject, nil, jetstream.WithRetryAttempts(0)); err != nil {
		return fmt.Errorf("canary publish: %w", err)
	}
	return nil
}
